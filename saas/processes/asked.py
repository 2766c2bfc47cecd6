"""What an address or a form names: an id, the edition it was opened with, codes that were ticked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from saas.refusals import not_found
from saas.visit import Visit

EDITION_DIGITS = 9


def id_asked(visit: Visit, name: str) -> UUID | None:
    """An id of the query; nothing where none is given. Refused 404: what is no id names nothing we have."""
    return id_in(visit.request.query_params.get(name))


def id_in(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise not_found() from None


def seen_in(given: Mapping[str, str]) -> int:
    """The edition the form was opened with; what is no number was never seen."""
    text = given.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= EDITION_DIGITS else -1


async def ticked(visit: Visit, name: str) -> list[str]:
    """All values of a repeated field."""
    form = await visit.request.form()
    return [value for value in form.getall(name, []) if isinstance(value, str)]
