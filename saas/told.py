"""What a phone tells as JSON, perhaps days later and perhaps twice: read as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta

from saas.refusals import Refused
from saas.values import as_id
from saas.words import N_

T = TypeVar("T")
UNREADABLE = N_("内容读不出来，没有保存。")
NUL = b"\x00"
# The phone's own clock, kept as claimed; a moment without its zone is none.
Moment = Annotated[datetime, Meta(tz=True)]


class Told(msgspec.Struct):
    """A few words of one's own and where. `answers` may come with it: it carries the photos, as it does for a check."""

    text: str = ""
    unit: str = ""
    object: str = ""
    told_at: Moment | None = None
    photos: list[UUID] = []


def told(body: bytes, as_: type[T]) -> T:
    """The body as what it should be. Refused 422 for anything else, and for text that no database keeps."""
    try:
        given = msgspec.json.decode(body, type=as_)
        # A broken surrogate pair is JSON, yet no text.
        msgspec.json.encode(given)
    except (msgspec.DecodeError, UnicodeError):
        raise Refused(422, UNREADABLE) from None
    if NUL in body or b"\\u0000" in body:
        raise Refused(422, UNREADABLE)
    return given


def photos_of(form: Mapping[str, str], most: int) -> list[UUID]:
    """The photos that the same form names where it comes without a script."""
    return [one for n in range(most) if (one := as_id(form.get(f"photo{n}")))]
