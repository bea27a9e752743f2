"""The report in python-docx: what the builder peer writes, and what templates are made by.

A template is the same document with an engine's marks instead of texts.
"""
import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

HEADER = ("STT", "Nội dung", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)")
CELLS = ("no", "item", "unit", "plan", "done", "rate")
ALIGNS = (Align.CENTER, Align.LEFT, Align.CENTER, Align.RIGHT, Align.RIGHT, Align.RIGHT)


def bare():
    """python-docx's empty document without what no peer should have to carry along."""
    document = Document()
    for part, needed in ((document.part.package, ("officeDocument", "core-properties", "extended-properties")),
                         (document.part, ("styles", "settings", "fontTable", "numbering"))):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[1] not in needed:
                del part.rels[key]
    for style in list(document.styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "Table Grid"):
            style.delete()
    latent = document.styles.element.find(qn("w:latentStyles"))
    document.styles.element.remove(latent)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


BARE = bare()


def cells(data):
    """The columns that the rows of this document have."""
    return [cell for cell in CELLS if cell in data["rows"][0]]


def filled(data):
    """The report itself, as `build` wants it."""
    body = []
    for section in data["sections"]:
        body.append((section["heading"], True))
        body += [(paragraph["text"], False) for paragraph in section["paragraphs"]]
    rows = [[row[cell] for cell in cells(data)] for row in data["rows"]]
    return {**data, "body": body, "table": rows, "recipients": [line["text"] for line in data["recipients"]]}


def build(parts):
    document = Document(io.BytesIO(BARE))
    section = document.sections[0]
    section.page_width, section.page_height = Twips(11906), Twips(16838)
    left, right = halves(document)
    lines(left, (parts["parent"], True), (parts["agency"], True), (f"Số: {parts['number']}/{parts['symbol']}", False))
    lines(right, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True), (parts["date"], False))
    write(document.add_paragraph(), parts["kind"], True, Align.CENTER, before=12)
    write(document.add_paragraph(), parts["subject"], True, Align.CENTER)
    text(document, parts["opening"])
    for words, bold in parts["body"]:
        text(document, words, bold)
    header = HEADER[: len(parts["table"][0])]
    table = document.add_table(1 + len(parts["table"]), len(header), "Table Grid")
    # Asked once: a table's own `cell` goes through all of them each time.
    places = iter(table._cells)
    for row, bold in [(header, True)] + [(row, False) for row in parts["table"]]:
        for words, align in zip(row, ALIGNS):
            write(next(places).paragraphs[0], words, bold, align)
    text(document, parts["closing"])
    left, right = halves(document)
    lines(left, ("Nơi nhận:", True), *((line, False) for line in parts["recipients"]), align=Align.LEFT)
    lines(right, (parts["authority"], True), (parts["post"], True), *[("", False)] * 3, (parts["signer"], True))
    return document


def halves(document):
    return document.add_table(1, 2).rows[0].cells


def lines(cell, *texts, align=Align.CENTER):
    for nth, (words, bold) in enumerate(texts):
        write(cell.add_paragraph() if nth else cell.paragraphs[0], words, bold, align)


def text(document, words, bold=False):
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Twips(720)
    write(paragraph, words, bold, Align.JUSTIFY, before=6)


def write(paragraph, words, bold=False, align=None, before=0):
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(words)
    if bold:
        run.bold = True
