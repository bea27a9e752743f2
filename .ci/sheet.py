"""Draws docs/cac-mau.png: the first two pages of the papers of examples/cac-mau, side by side.

Needs LibreOffice, pdftoppm and Pillow:  python3 .ci/sheet.py PROGRAM
"""
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image

COLUMNS, GAP, DPI = 6, 8, 45

program = sys.argv[1]
root = pathlib.Path(__file__).resolve().parent.parent
names = sorted(p.stem for p in (root / "examples/cac-mau").glob("*.yaml") if p.stem != "co-quan")
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for name in names:
        data = root / f"examples/cac-mau/{name}.yaml"
        subprocess.run([program, "render", data, "-o", folder / f"{name}.docx"], check=True, stdout=subprocess.DEVNULL)
    files = sorted(folder.glob("*.docx"))
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, *files],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    pages = []
    for name in names:
        # The second page of some is an appendix, or the text that a decision issues.
        subprocess.run(["pdftoppm", "-r", str(DPI), "-l", "2", "-png", folder / f"{name}.pdf", folder / name], check=True)
        pages += [Image.open(p).convert("RGB") for p in sorted(folder.glob(f"{name}-[0-9]*.png"))]
wide, high = pages[0].size
rows = -(-len(pages) // COLUMNS)
sheet = Image.new("RGB", (COLUMNS * (wide + GAP) + GAP, rows * (high + GAP) + GAP), (160, 160, 160))
for nth, page in enumerate(pages):
    sheet.paste(page, (GAP + nth % COLUMNS * (wide + GAP), GAP + nth // COLUMNS * (high + GAP)))
sheet.quantize(32).save(root / "docs/cac-mau.png", optimize=True)
print(f"{len(pages)} pages")
