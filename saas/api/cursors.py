"""Pages of a list that stay in place while rows come and go: a cursor is the place of the last row that was sent. Pure."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from saas.refusals import Refused
from saas.words import N_

T = TypeVar("T")
MOST, USUAL = 200, 50
CURSOR = r"^[A-Za-z0-9_-]{22}$"
FIRST = UUID(int=0)


class Listed(Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the cursor of the page after it, null on the last."""

    items: Sequence[T]
    next: str | None


def place(cursor: str | None) -> UUID:
    """The id after which a page begins. Raises Refused 422 at `after`."""
    if cursor is None:
        return FIRST
    try:
        return UUID(bytes=urlsafe_b64decode(cursor.encode() + b"=="))
    except (ValueError, binascii.Error):
        raise Refused(422, N_("翻页标记不对，请用上一页给出的 next。"), field="after") from None


def paged(rows: Sequence[T], limit: int, key: Any) -> Listed[T]:
    """A page of `rows`, which were read one more than `limit`; `key` tells a row's id."""
    if len(rows) <= limit:
        return Listed(rows, None)
    shown = rows[:limit]
    return Listed(shown, urlsafe_b64encode(key(shown[-1]).bytes).decode().rstrip("="))
