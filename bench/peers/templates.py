"""Writes each template engine's template.

usage: templates.py DIR
"""
import json
import pathlib
import sys

from layout import build, cells

folder = pathlib.Path(sys.argv[1])
CELLS = cells(json.loads((folder / "report.json").read_text("utf-8")))

FIELDS = ("parent", "agency", "number", "symbol", "date", "kind", "subject", "opening", "closing", "authority", "post", "signer")


def loop(begin, end, mark):
    """Tags of one engine: `begin` and `end` of a loop stand in paragraphs or rows of their own."""
    return {
        "body": [
            (begin("section", "sections"), False), (mark("section", "heading"), True),
            (begin("paragraph", "section.paragraphs"), False), (mark("paragraph", "text"), False),
            (end("paragraph"), False), (end("section"), False),
        ],
        "recipients": [begin("line", "recipients"), mark("line", "text"), end("line")],
    }


def blank(tag):
    return [tag] + [""] * (len(CELLS) - 1)


def docxtpl():
    def tag(kind, words):
        return "{%" + kind + " " + words + " %}"

    def mark(name, key):
        return "{{ " + f"{name}.{key}" + " }}"

    parts = loop(lambda name, of: tag("p", f"for {name} in {of}"), lambda _: tag("p", "endfor"), mark)
    parts["table"] = [blank(tag("tr", "for row in rows")), [mark("row", cell) for cell in CELLS], blank(tag("tr", "endfor"))]
    return parts | {field: "{{ " + field + " }}" for field in FIELDS}


def docx_templates():
    def tag(words):
        return f"+++{words}+++"

    def mark(name, key):
        return tag(f"INS ${name}.{key}")

    def begin(name, of):
        return tag(f"FOR {name} IN {'$' if '.' in of else ''}{of}")

    parts = loop(begin, lambda name: tag(f"END-FOR {name}"), mark)
    parts["table"] = [blank(begin("row", "rows")), [mark("row", cell) for cell in CELLS], blank(tag("END-FOR row"))]
    return parts | {field: tag(f"INS {field}") for field in FIELDS}


def mustache():
    """docxtemplater and easy-template-x: a loop opens a scope, and a row's loop stands in its cells."""
    names = {"section": "sections", "paragraph": "paragraphs", "line": "recipients"}
    parts = loop(
        lambda name, _: "{#" + names[name] + "}", lambda name: "{/" + names[name] + "}", lambda _, key: "{" + key + "}"
    )
    row = ["{" + cell + "}" for cell in CELLS]
    parts["table"] = [["{#rows}" + row[0], *row[1:-1], row[-1] + "{/rows}"]]
    return parts | {field: "{" + field + "}" for field in FIELDS}


def carbone():
    """A loop is shown by its first element and the beginning of the next."""
    def mark(path):
        return "{d." + path + "}"

    return {
        "body": [
            (mark("sections[i].heading"), True), (mark("sections[i].paragraphs[i].text"), False),
            (mark("sections[i].paragraphs[i+1].text"), False), (mark("sections[i+1].heading"), True),
        ],
        "table": [[mark(f"rows[{nth}].{cell}") for cell in CELLS] for nth in ("i", "i+1")],
        "recipients": [mark("recipients[i].text"), mark("recipients[i+1].text")],
        **{field: mark(field) for field in FIELDS},
    }


for name, parts in {
    "docxtpl": docxtpl(), "docxtemplater": mustache(), "easy-template-x": mustache(),
    "docx-templates": docx_templates(), "carbone": carbone(),
}.items():
    build(parts).save(folder / f"template {name}.docx")
