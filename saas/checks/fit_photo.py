"""The bytes of a photo made fit to keep: cleaned, measured, and with the print that tells it again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from saas.checks.drawings import drawing
from saas.pictures import cleaned
from saas.prints import print_of


@dataclass(frozen=True, slots=True)
class Fit:
    """`digest` is of what was sent, everything else of what is kept; a drawing has no print."""

    digest: bytes
    width: int
    height: int
    body: bytes
    suffix: str
    phash: int | None
    dhash: int | None


async def fit_photo(body: bytes) -> Fit:
    """A drawn signature stays a drawing, everything else becomes a bare JPEG. Raises Refused 422 for what is no photo."""
    digest = sha256(body).digest()
    drawn = await asyncio.to_thread(drawing, body)
    if drawn is not None:
        return Fit(digest, drawn.width, drawn.height, drawn.png, "png", None, None)
    picture = await cleaned(body)
    seen = await asyncio.to_thread(print_of, picture.jpeg)
    return Fit(
        digest, picture.width, picture.height, picture.jpeg, "jpg", seen.phash if seen else None, seen.dhash if seen else None
    )
