"""A link as a QR code: a picture in the page itself, so that it is printed and never fetched."""

from __future__ import annotations

import segno


def qr(text: str) -> str:
    """An SVG as data address, dark on white whatever the colours of the screen; a crease or a stain does not spoil it."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(border=2, dark="#18201e", light="#fff", omitsize=True))
