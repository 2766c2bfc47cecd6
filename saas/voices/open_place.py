"""A place gets a code for its wall, and may be given a new one, or none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from saas import trail
from saas.org.given import Given
from saas.people.places import first_word
from saas.shield import token_hash
from saas.voices.codes import token_of
from saas.words import N_
from tenants import current, db

WHERE = """
    select (select u.id from units u where u.tenant_id = $1 and u.closed_on is null and (u.id::text = $2 or u.code = $2)) as unit,
           (select u.name from units u where u.tenant_id = $1 and u.closed_on is null and (u.id::text = $2 or u.code = $2))
             as unit_name,
           o.id as object, o.unit_id as object_unit, o.name as object_name,
           (select s.id from surveys s where s.tenant_id = $1 and s.retired_on is null and s.id::text = $4) as survey
      from (select 1) one
      left join objects o on o.tenant_id = $1 and o.retired_on is null and $3 <> '' and (o.id::text = $3 or o.code = $3)"""


async def open_place(given: Given, *, secret: bytes, by: UUID, now: datetime) -> UUID:
    """A unit, or an object, which tells its unit; a name of its own, else theirs; a survey to ask there.

    Raises Refused 422 at `unit`, `object`, `survey` or the name.
    """
    unit, thing, survey = (first_word(given.text(name)) for name in ("unit", "object", "survey"))
    row = await db().fetchrow(WHERE, current(), unit, thing, survey)
    if thing and row["object"] is None:
        given.wrong("object", N_("没有这个对象，请填写它的编码。"))
    elif not thing and row["unit"] is None:
        given.wrong("unit", N_("没有这个单元。请填写编码，或从列表中选择。"))
    if survey and row["survey"] is None:
        given.wrong("survey", N_("请从列表中选择。"))
    named = given.text("name_zh") or given.text("name_en")
    name = given.name() if named else row["object_name"] or row["unit_name"]
    given.done()
    place = uuid4()
    await db().execute(
        """insert into voice_places (tenant_id, id, name, unit_id, object_id, survey_id, token_hash, opened_by, opened_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        current(), place, name, row["object_unit"] or row["unit"], row["object"], row["survey"],
        token_hash(token_of(secret, current(), place, 1)), by, now,
    )  # fmt: skip
    await trail.record("open", "voice_place", place, by=by, now=now)
    return place
