"""What a form of the editor names: a point or list by id, the edition it was opened with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from saas.refusals import not_found

EDITION_DIGITS = 9


def id_in(text: str | None) -> UUID | None:
    """Nothing where nothing was chosen. Refused 404: what is no id names nothing we have."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise not_found() from None


def seen_in(given: Mapping[str, str]) -> int:
    """The edition the form was opened with; what is no number was never seen."""
    text = given.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= EDITION_DIGITS else -1
