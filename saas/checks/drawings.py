"""A signature drawn on a phone: kept as a small grey PNG, not as a photo. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

WIDEST, HIGHEST = 1280, 480
SHADES = 16
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Drawing:
    png: bytes
    width: int
    height: int


def drawing(body: bytes) -> Drawing | None:
    """The drawing, where the bytes are one: a PNG of a canvas, small and with clear ground. None for anything else."""
    if not body.startswith(SIGNATURE):
        return None
    try:
        with Image.open(BytesIO(body), formats=("PNG",)) as image:
            if image.mode != "RGBA" or image.width > WIDEST or image.height > HIGHEST:
                return None
            return _inked(image)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None


def _inked(image: Image.Image) -> Drawing | None:
    """Black on white in sixteen shades; a picture without clear ground is a photo."""
    alpha = image.getchannel("A")
    if alpha.getextrema()[0] != 0:
        return None
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    grey = ground.convert("L").quantize(SHADES)
    out = BytesIO()
    grey.save(out, "PNG", optimize=True)
    return Drawing(out.getvalue(), *image.size)
