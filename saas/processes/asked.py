"""What an address or a form names: an id, codes that were ticked."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.visit import Visit


def id_asked(visit: Visit, name: str) -> UUID | None:
    """An id of the query; nothing where none is given. Refused 404: what is no id names nothing we have."""
    return forms.chosen(visit.request.query_params.get(name))


async def ticked(visit: Visit, name: str) -> list[str]:
    """All values of a repeated field."""
    form = await visit.request.form()
    return [value for value in form.getall(name, []) if isinstance(value, str)]
