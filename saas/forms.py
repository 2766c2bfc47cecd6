"""Fields of a submitted form as values, and a verb tried on behalf of a form."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from saas.refusals import Refused, Stale, not_found
from saas.revisions import NEVER
from saas.values import as_id, whole
from saas.visit import Visit
from saas.words import N_, translator
from tenants import inside

T = TypeVar("T")
LONGEST = 4_000
PAGE_DIGITS, EDITION_DIGITS = 6, 9
MENDABLE = frozenset({409, 422})


async def fields(visit: Visit) -> dict[str, str]:
    """The text fields of the form, stripped; files and repeated names are not for here."""
    form = await visit.request.form()
    return {name: str(value)[:LONGEST].strip() for name, value in form.items() if isinstance(value, str)}


def day(given: Mapping[str, str], name: str) -> date:
    """An ISO date. Raises Refused 422 at the field."""
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        raise Refused(422, N_("请填写日期。"), field=name) from None


def page_number(visit: Visit, name: str = "page") -> int:
    """The page asked for in the address; what is no number is the first page."""
    return whole(visit.request.query_params.get(name), PAGE_DIGITS) or 1


def pages(total: int, size: int) -> int:
    """How many pages they fill; an empty list is a page, too."""
    return max(1, -(-total // size))


def edition(given: Mapping[str, str], otherwise: int = NEVER) -> int:
    """The edition the form was opened with; what is no number was never seen."""
    seen = whole(given.get("edition"), EDITION_DIGITS)
    return otherwise if seen is None else seen


def ident(given: Mapping[str, str], name: str, missing: str) -> UUID:
    """An id chosen from a list. Raises Refused 422 with the sentence `missing` at the field."""
    found = as_id(given.get(name))
    if found is None:
        raise Refused(422, missing, field=name)
    return found


def chosen(text: str | None) -> UUID | None:
    """The id an address or a form names, None where it names none. Raises 404: what is no id is nothing we have."""
    found = as_id(text)
    if text and found is None:
        raise not_found()
    return found


def errors(visit: Visit, refused: Refused) -> dict[str, str]:
    """Field → sentence in the reader's language; what concerns no field stands under "form"."""
    say = translator(visit.locale)
    if not refused.problems:
        return {"form": say(refused.message, **refused.params)}
    return {p.field: say(p.message, **p.params) for p in refused.problems}


async def tried(visit: Visit, work: Awaitable[T]) -> tuple[T | None, dict[str, Any]]:
    """Await `work` in a transaction of its own: its result, or what has to be mended in the form.

    A refused verb leaves nothing behind, even where the page is then read and shown again. Stale input goes on
    to the edge, which shows the difference.
    """
    try:
        async with inside(visit.tenant.id):
            return await work, {}
    except Refused as refused:
        if refused.status not in MENDABLE or isinstance(refused, Stale):
            raise
        return None, errors(visit, refused)
