"""What the form of an object says: code, name, unit and the attributes of its kind, each fault at its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from saas.objects.rules import Attribute, Data, values
from saas.org.given import Given
from saas.people.places import first_word, unit_by
from saas.refusals import Problem, Refused
from saas.words import N_
from tenants import current, db

PREFIX = "a_"  # fields of attributes
LINKS = {
    "object": "select o.code from objects o where o.tenant_id = $1 and o.code = $2 and o.retired_on is null",
    "post": "select p.code from posts p where p.tenant_id = $1 and p.code = $2 and p.closed_on is null",
}
TWICE = """
    select true from objects o where o.tenant_id = $1 and o.kind_id = $2 and o.id is distinct from $3 and o.retired_on is null
       and o.attributes ->> $4 = $5 limit 1"""


@dataclass(frozen=True)
class Said:
    """`unit` is an open one of the company."""

    code: str | None
    name: dict[str, str]
    unit: UUID
    attributes: Data


async def said(given: Given, wanted: Sequence[Attribute], kind: UUID, thing: UUID | None) -> Said:
    """The whole form. Raises Refused 422 with every fault at its field."""
    code, name = given.code(), given.name()
    fields = {
        PREFIX + one.code: first_word(given.text(PREFIX + one.code)) if one.kind in LINKS else given.text(PREFIX + one.code)
        for one in wanted
    }
    for one in wanted:
        # A box that is not ticked sends nothing: it says no.
        if one.kind == "flag" and given.text(f"{PREFIX}{one.code}_asked"):
            fields[PREFIX + one.code] = fields[PREFIX + one.code] or "0"
    kept, problems = values(wanted, fields, PREFIX)
    given.problems += problems
    given.problems += [fault for one in wanted if (fault := await _known(one, kept, kind, thing))]
    if code and await db().fetchval(
        "select true from objects where tenant_id = $1 and code = $2 and id is distinct from $3", current(), code, thing
    ):
        given.wrong("code", N_("这个编码已经用过，请换一个。"))
    try:
        unit = await unit_by(given.text("unit"))
    except Refused as refused:
        given.problems += refused.problems
    given.done()
    return Said(code, name, unit, kept)


async def _known(one: Attribute, kept: Data, kind: UUID, thing: UUID | None) -> Problem | None:
    """A link leads somewhere; what is unique has nobody else."""
    found = kept.get(one.code)
    if found is None:
        return None
    if one.kind in LINKS and not await db().fetchval(LINKS[one.kind], current(), found):
        return Problem(PREFIX + one.code, N_("没有这个编码。"))
    if one.unique and await db().fetchval(TWICE, current(), kind, thing, one.code, str(found)):
        return Problem(PREFIX + one.code, N_("同类对象里已经有这个值，它不能重复。"))
    return None
