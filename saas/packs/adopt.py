"""A company that began empty takes up the pack it uploaded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import ForeignKeyViolationError

from saas import trail
from saas.calendar import business_date
from saas.packs.documents import Documents
from saas.packs.format import Pack
from saas.packs.offer import FULL
from saas.packs.reads import VACANT
from saas.packs.take_up import TakenUp, take_up
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db, later

# What an empty start wrote, from the leaves up. Standards and schemes stay: their next version follows them.
CLEARED = (
    "delete from pack_parts where tenant_id = $1",
    "delete from escalation_rules where tenant_id = $1",
    "delete from causes where tenant_id = $1",
    "delete from supervision_rules where tenant_id = $1",
    "delete from channels where tenant_id = $1",
    "delete from criterion_notes where tenant_id = $1",
    "delete from rollout_criteria where tenant_id = $1",
    "delete from rollout_stages where tenant_id = $1",
    "delete from look_counts where tenant_id = $1",
    "delete from interim_scores where tenant_id = $1",
    "delete from cycles where tenant_id = $1",
    "delete from rhythms where tenant_id = $1",
    "delete from duties where tenant_id = $1",
    "delete from posts where tenant_id = $1",
    "delete from job_titles where tenant_id = $1",
)
# The unit at the top stays until its roles have moved; its code is free for the pack before that.
ASIDE = (
    "update units set code = '~' || id where tenant_id = $1",
    "update layers set code = '~' || id where tenant_id = $1",
)
GONE = (
    """delete from unit_lines l where l.tenant_id = $1
          and l.unit_id = any (select u.id from units u where u.tenant_id = $1 and u.code like '~%')""",
    "delete from units where tenant_id = $1 and code like '~%'",
    "delete from layers where tenant_id = $1 and code like '~%'",
)


async def adopt(*, by: UUID, now: datetime) -> TakenUp:
    """What stands there now. Roles move to the unit at the top of the pack.

    Raises Refused 409 when no pack waits (another administrator was first) or the company is not empty any more.
    """
    # Of two who confirm at once the second waits here, and finds no pack waiting.
    await db().execute("select from units where tenant_id = $1 for update", current())
    waiting = await db().fetchval("select body from pack_parts where tenant_id = $1 and part = 'offer'", current())
    if waiting is None:
        raise Refused(409, N_("没有等待启用的行业包，可能已由别人启用或放弃。"))
    if not await db().fetchval(VACANT, current()):
        raise Refused(409, FULL)
    pack = msgspec.convert(waiting["pack"], Pack)
    kept = {(file, name): UUID(made) for file, name, made in waiting.get("files", ())}
    number = await db().fetchval(
        """select greatest((select max(s.number) from standards s where s.tenant_id = $1),
                           (select max(s.number) from schemes s where s.tenant_id = $1)) + 1""", current()
    )  # fmt: skip
    try:
        taken = await _replace(pack, number, kept, by=by, now=now)
    except ForeignKeyViolationError:
        raise Refused(409, FULL) from None
    await db().execute("update tenants set zone = $2 where id = $1", current(), pack.pack.timezone)
    await trail.record("adopt", "pack", current(), by=by, now=now, pack=pack.pack.key, version=pack.pack.version)
    await later("checks.lay_out", day=business_date(now, pack.pack.timezone).isoformat())
    return taken


async def _replace(pack: Pack, number: int, kept: Documents, *, by: UUID, now: datetime) -> TakenUp:
    for statement in (*CLEARED, *ASIDE):
        await db().execute(statement, current())
    taken = await take_up(pack, by=by, now=now, number=number, documents=kept)
    await db().execute("update roles set unit_id = $2 where tenant_id = $1", current(), taken.root)
    for statement in GONE:
        await db().execute(statement, current())
    return taken
