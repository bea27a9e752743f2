"""The report by a Python library, so many times in one process; prints what it took.

usage: peer.py LIBRARY DIR SECONDS
       peer.py LIBRARY DIR once      one document, after one of a single row; with peak memory
"""
import io
import json
import pathlib
import sys
import time

name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
data = json.loads((folder / "report.json").read_text("utf-8"))


def docxtpl():
    from docxtpl import DocxTemplate

    template = (folder / "template docxtpl.docx").read_bytes()

    def make(out, data):
        document = DocxTemplate(io.BytesIO(template))
        document.render(data, autoescape=True)
        document.save(out)

    return make


def python_docx():
    from layout import build, filled

    return lambda out, data: build(filled(data)).save(out)


make = {"docxtpl": docxtpl, "python-docx": python_docx}[name]()


def run(seconds, data=data):
    count, begun = 0, time.process_time()
    while True:
        out = io.BytesIO()
        make(out, data)
        count += 1
        gone = time.process_time() - begun
        if gone >= seconds:
            return out.getvalue(), count / gone


def peak():
    """The most memory that this process ever had, in MiB."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


once = sys.argv[3] == "once"
seconds = 0 if once else float(sys.argv[3])
# The first ones fill what a library keeps; for one document that is all there is.
if once:
    run(0, {**data, "rows": data["rows"][:1]})
elif seconds:
    run(seconds / 4)
file, rate = run(seconds)
(folder / f"{name}.docx").write_bytes(file)
found = {"rows": len(data["rows"]), "cpu": 1 / rate, "peak": peak(), "file": len(file) / 2**20}
print(json.dumps(found if once else {"way": name, "per_second": rate}))
