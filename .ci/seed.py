"""Every sentence of the first real input stands in the Word file, in order, in its own words.

usage: seed.py SEED.txt FILE.docx
"""
import re
import sys

import docx


def paragraphs_of_seed(path):
    text = open(path, encoding="utf-8").read()
    begin = text.index("\nBÁO CÁO\n")
    end = text.index("Nơi nhận:")
    for paragraph in re.split(r"\n\s*\n", text[begin:end]):
        plain = " ".join(paragraph.replace("*", " ").split())
        # Numbers, dashes and bold are the form's affair.
        plain = re.sub(r"^(\d+\.|-)\s+", "", plain)
        if plain:
            yield plain


def paragraphs_of_word(path):
    document = docx.Document(path)
    for paragraph in document.element.body.iter(docx.oxml.ns.qn("w:p")):
        texts = (t.text or "" for t in paragraph.iter(docx.oxml.ns.qn("w:t")))
        yield " ".join("".join(texts).split())


wanted = list(paragraphs_of_seed(sys.argv[1]))
found = iter(paragraphs_of_word(sys.argv[2]))
for nth, paragraph in enumerate(wanted, 1):
    bare = paragraph.rstrip("./ ")
    if not any(text.rstrip("./ ") == bare for text in found):
        sys.exit(f"paragraph {nth} of {len(wanted)} is not there, or not in its place: {paragraph}")
print(f"seed: {len(wanted)} of {len(wanted)} paragraphs found in order")
