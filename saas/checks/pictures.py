"""A photo as it may be kept: re-encoded, no larger than needed, nothing in it but the picture. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 1600
PIXELS_MOST = 50_000_000
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")

Image.MAX_IMAGE_PIXELS = PIXELS_MOST


class NotAPicture(ValueError):
    """Bytes that are no photo we take; `code` is one of format, pixels, damaged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes
    width: int
    height: int


def clean(body: bytes) -> Picture:
    """Decode by content (never by name), turn upright, shrink to 1600 px, write as a bare JPEG.

    Raises NotAPicture. The same bytes give the same picture.
    """
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MOST:
                raise NotAPicture("pixels")
            # A JPEG decodes at a fraction of its size: a phone's 12 million pixels need not stand in memory.
            image.draft("RGB", (LONGEST, LONGEST))
            return _written(_upright(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotAPicture("pixels") from bomb
    except UnidentifiedImageError as unknown:
        raise NotAPicture("format") from unknown
    except (OSError, SyntaxError, ValueError, EOFError) as damaged:
        if isinstance(damaged, NotAPicture):
            raise
        raise NotAPicture("damaged") from damaged


def _upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((LONGEST, LONGEST))
    if turned.mode in ("RGBA", "LA", "P", "PA"):
        ground = Image.new("RGB", turned.size, "white")
        layer = turned.convert("RGBA")
        ground.paste(layer, mask=layer)
        return ground
    return turned.convert("RGB")


def _written(image: Image.Image) -> Picture:
    # Only the pixels go on: a fresh image carries no EXIF, profile, comment or trailing bytes.
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), *image.size)
