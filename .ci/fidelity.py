#!/usr/bin/env python3
"""Lines of the preview's PDF against LibreOffice's, for every example.

    .ci/fidelity.py VANTHU    VANTHU was built with --features preview

A line is at the same place when its words are the same and it begins within a millimetre of where
the other begins, on the same page. Prints a table; fails when two differ in pages, or by more lines
than ALLOWED. Needs soffice and pdftotext.
"""

import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

MILLIMETRE = 72 / 25.4
# Both fonts are Liberation Serif, of different versions, so a line may break elsewhere.
ALLOWED = 0.93

LINE = re.compile(r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>', re.S)
WORD = re.compile(r"<word [^>]*>(.*?)</word>", re.S)


def lines(pdf):
    """Each page's lines: words, left, baseline nearly."""
    out = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = []
    for page in out.split("<page ")[1:]:
        found = []
        for left, _, _, bottom, body in LINE.findall(page):
            words = [unescape(word) for word in WORD.findall(body)]
            found.append((" ".join(words), float(left), float(bottom)))
        pages.append(joined(found))
    return pages


def joined(found):
    """Pieces of one line at one height, which the two tools cut differently, as one."""
    rows = []
    for words, left, bottom in sorted(found, key=lambda one: (round(one[2]), one[1])):
        if rows and abs(rows[-1][2] - bottom) < 2:
            before = rows[-1]
            rows[-1] = (before[0] + " " + words, before[1], before[2])
        else:
            rows.append((words, left, bottom))
    return rows


def compared(ours, theirs):
    """How many lines ours has, how many are the same, how many of these at the same place."""
    total = same = placed = 0
    worst = 0.0
    for nth, page in enumerate(ours):
        rest = list(theirs[nth]) if nth < len(theirs) else []
        for words, left, bottom in page:
            total += 1
            match = next((one for one in rest if one[0] == words), None)
            if match is None:
                continue
            rest.remove(match)
            same += 1
            off = max(abs(match[1] - left), abs(match[2] - bottom))
            worst = max(worst, off)
            placed += off <= MILLIMETRE
    return total, same, placed, worst / MILLIMETRE


def main():
    vanthu = Path(sys.argv[1]).resolve()
    root = Path(__file__).resolve().parent.parent
    patterns = ["examples/*/bao-cao.yaml", "examples/bao-cao-thang/thang-*.yaml", "examples/cac-mau/*.yaml", "plugins/*/examples/*.yaml"]
    data = sorted({one for pattern in patterns for one in root.glob(pattern) if one.stem != "co-quan"})
    wrong = False
    print(f"{'document':44} {'pages':>7} {'lines':>5} {'same':>5} {'placed':>6} {'share':>6} {'worst':>8}")
    sum_total = sum_placed = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        names = {}
        for one in data:
            name = "-".join(part for part in one.relative_to(root).with_suffix("").parts if part != "examples")
            subprocess.run([vanthu, "render", one, "-o", out / f"{name}.docx", "--pdf"], stdout=subprocess.DEVNULL, check=True)
            names[name] = lines(out / f"{name}.pdf")
        (out / "lo").mkdir()
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{out}/profile", "--headless", "--convert-to", "pdf", "--outdir", out / "lo",
             *(out / f"{name}.docx" for name in names)],
            capture_output=True, check=True, timeout=600)
        for name, ours in names.items():
            theirs = lines(out / "lo" / f"{name}.pdf")
            total, same, placed, worst = compared(ours, theirs)
            sum_total, sum_placed = sum_total + total, sum_placed + placed
            pages = f"{len(ours)} = {len(theirs)}" if len(ours) == len(theirs) else f"{len(ours)} ≠ {len(theirs)}"
            print(f"{name:44} {pages:>7} {total:5} {same:5} {placed:6} {placed / total:6.0%} {worst:5.1f} mm")
            wrong = wrong or len(ours) != len(theirs)
    share = sum_placed / sum_total
    print(f"{len(names)} documents: {sum_placed} of {sum_total} lines ({share:.1%}) at the same place")
    sys.exit(1 if wrong or share < ALLOWED else 0)


if __name__ == "__main__":
    main()
