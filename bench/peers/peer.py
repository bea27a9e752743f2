"""The report by a Python library, so many times in one process; prints what it took.

usage: peer.py LIBRARY DIR SECONDS
"""
import io
import json
import pathlib
import sys
import time

name, folder, seconds = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
data = json.loads((folder / "report.json").read_text("utf-8"))


def docxtpl():
    from docxtpl import DocxTemplate

    template = (folder / "template docxtpl.docx").read_bytes()

    def make(out):
        document = DocxTemplate(io.BytesIO(template))
        document.render(data, autoescape=True)
        document.save(out)

    return make


def python_docx():
    from layout import build, filled

    return lambda out: build(filled(data)).save(out)


make = {"docxtpl": docxtpl, "python-docx": python_docx}[name]()


def run(seconds):
    count, begun = 0, time.process_time()
    while True:
        out = io.BytesIO()
        make(out)
        count += 1
        gone = time.process_time() - begun
        if gone >= seconds:
            return out.getvalue(), count / gone


# The first ones fill what a library keeps; for one document that is all there is.
if seconds:
    run(seconds / 4)
file, rate = run(seconds)
(folder / f"{name}.docx").write_bytes(file)
print(json.dumps({"way": name, "per_second": rate}))
