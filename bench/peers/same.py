"""Whether Word files have the paragraphs and rows of the report; refuses any that has not.

usage: same.py DIR FILE.docx...
"""
import json
import pathlib
import sys

from docx import Document
from docx.oxml.ns import qn
from layout import cells, filled


def words(element):
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def plain(text):
    # A dash may be Word's own, and "./." is set by the engine.
    return " ".join(text.removeprefix("- ").split()).rstrip("./ ")


def read(path):
    body = Document(path).element.body
    tables = list(body.iter(qn("w:tbl")))
    outside = (p for p in body.iter(qn("w:p")) if next(p.iterancestors(qn("w:tbl")), None) is None)
    paragraphs = [plain(words(p)) for p in outside]
    rows = [[words(cell) for cell in row.iter(qn("w:tc"))] for row in tables[1].iter(qn("w:tr"))]
    return [p for p in paragraphs if p], rows[1:], " ".join(words(t) for t in (tables[0], tables[-1]))


folder = pathlib.Path(sys.argv[1])
data = json.loads((folder / "report.json").read_text("utf-8"))
parts = filled(data)
wanted = [plain(text) for text in (data["kind"], data["subject"], data["opening"])]
wanted += [plain(text) for text, _ in parts["body"]] + [plain(data["closing"])]
for name in sys.argv[2:]:
    paragraphs, rows, ends = read(name)
    for got, want in zip(paragraphs + [""] * len(wanted), wanted):
        if got != want:
            sys.exit(f"{name}: «{got[:80]}» instead of «{want[:80]}»")
    if len(paragraphs) != len(wanted) or rows != parts["table"]:
        sys.exit(f"{name}: {len(paragraphs)} paragraphs of {len(wanted)}, {len(rows)} rows: {rows[:1]}")
    if data["number"] not in ends or data["signer"] not in ends:
        sys.exit(f"{name}: number or signer is not there")
print(f"{len(sys.argv) - 2} files: {len(wanted)} paragraphs and {len(parts['table'])} rows of {len(cells(data))} in each")
