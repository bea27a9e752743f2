#!/usr/bin/env python3
"""Makes the pictures of the walk-through small: a hundred colours are enough for a page. Needs Pillow.

    .ci/pictures.py docs/hinh/*.png
"""

import sys

from PIL import Image

for name in sys.argv[1:]:
    image = Image.open(name).convert("RGB")
    image.quantize(128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(name, optimize=True)
