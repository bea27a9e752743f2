"""A plan of a commune as somebody makes it with python-docx: all looks set by hand, no style.

usage: typed.py OUT.docx [FAULT]   FAULT: motto, margin, number
"""
import sys

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

target, fault = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
document = Document()
section = document.sections[0]
section.page_width, section.page_height = Mm(210), Mm(297)
section.top_margin = section.bottom_margin = Mm(20)
section.left_margin, section.right_margin = Mm(10 if fault == "margin" else 30), Mm(15)
section.header_distance = Mm(10)
section.different_first_page_header_footer = True


def line(paragraph, text, size, bold=False, italic=False, align=Align.CENTER, before=0, indent=0):
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(0), 1.0
    form.first_line_indent = Mm(indent)
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = "Times New Roman", Pt(size), bold, italic


def cells(*columns):
    table = document.add_table(rows=1, cols=len(columns))
    for cell, lines in zip(table.rows[0].cells, columns):
        for nth, args in enumerate(lines):
            line(cell.paragraphs[0] if nth == 0 else cell.add_paragraph(), *args)


def text(words, bold=False):
    line(document.add_paragraph(), words, 14, bold, align=Align.JUSTIFY, before=6, indent=12.7)


motto = "Độc lập – Tự do – Hạnh phúc" if fault == "motto" else "Độc lập - Tự do - Hạnh phúc"
number = "Số: 5/KH-UBND" if fault == "number" else "Số: 05/KH-UBND"
cells(
    [("ỦY BAN NHÂN DÂN", 13, True), ("XÃ A", 13, True), ("________", 13), (number, 13)],
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True),
        (motto, 14, True),
        ("____________________", 13),
        ("Xã A, ngày 05 tháng 02 năm 2026", 14, False, True),
    ],
)
line(document.add_paragraph(), "KẾ HOẠCH", 14, True, before=18)
line(document.add_paragraph(), "Cải cách hành chính năm 2026", 14, True)
line(document.add_paragraph(), "____________", 13)
text("Ủy ban nhân dân xã A ban hành kế hoạch như sau:")
text("I. MỤC ĐÍCH, YÊU CẦU", True)
text("1. Nâng cao chất lượng phục vụ.")
text("Yêu cầu các đơn vị thực hiện./.")
left = Align.LEFT
cells(
    [("Nơi nhận:", 12, True, True, left), ("- Các thôn trong xã;", 11, False, False, left), ("- Lưu: VT, VP.", 11, False, False, left)],
    [("TM. ỦY BAN NHÂN DÂN", 14, True), ("CHỦ TỊCH", 14, True), ("", 14), ("", 14), ("Nguyễn Văn A", 14, True)],
)
header = section.header.paragraphs[0]
line(header, "", 14)
for kind, words in (("begin", None), (None, "PAGE"), ("separate", None), (None, None), ("end", None)):
    run = header.add_run("2" if kind is None and words is None else "")
    run.font.name, run.font.size = "Times New Roman", Pt(14)
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
    elif words:
        code = OxmlElement("w:instrText")
        code.text = words
        run._r.append(code)
document.save(target)
