"""Writes core/src/standard/glyph_widths.rs: advance widths of Times New Roman's metric twin.

    python3 tools/glyph-widths.py FOLDER > core/src/standard/glyph_widths.rs

FOLDER holds Tinos-Regular.ttf, -Bold, -Italic and -BoldItalic (Debian: fonts-croscore). Needs
fontTools. Tinos has the advance widths of Times New Roman and all Vietnamese letters.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FACES = ["Regular", "Bold", "Italic", "BoldItalic"]
RANGES = [
    (0x20, 0x7E), (0xA0, 0xFF), (0x102, 0x103), (0x110, 0x111), (0x128, 0x129), (0x168, 0x169),
    (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1EA0, 0x1EF9), (0x2010, 0x2015), (0x2018, 0x201E),
    (0x2022, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030), (0x20AB, 0x20AB),
]


def widths(folder, face):
    font = TTFont(Path(folder) / f"Tinos-{face}.ttf")
    assert font["head"].unitsPerEm == 2048
    names, metrics = font.getBestCmap(), font["hmtx"].metrics
    # U+2010 and U+2011 have no glyph in some faces: the hyphen's.
    return lambda code: metrics[names.get(code, names[ord("-")])][0]


def main():
    faces = [widths(sys.argv[1], face) for face in FACES]
    print("//! Advance widths, in 1/2048 em, of regular, bold, italic and bold italic.")
    print("//!")
    print("//! Made by `tools/glyph-widths.py`; not edited by hand.\n")
    for first, last in RANGES:
        rows = ", ".join(
            "[" + ", ".join(str(face(code)) for face in faces) + "]"
            for code in range(first, last + 1)
        )
        print(f"const FROM_{first:04X}: &[[u16; 4]] = &[{rows}];")
    print("\n/// First character of each run, and the widths from there on, in order.")
    print("pub(super) const WIDTHS: &[(u32, &[[u16; 4]])] = &[")
    for first, _ in RANGES:
        print(f"    (0x{first:04X}, FROM_{first:04X}),")
    print("];")


main()
