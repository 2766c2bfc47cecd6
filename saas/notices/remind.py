"""Days pass: what is due soon, overdue, or still to be read is told to whoever it waits for. And what is old goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas.notices.tell import Told, tell
from saas.standards.reads import MUST_READ
from tenants import current, db

AHEAD, BACK = timedelta(days=3), timedelta(days=3)
KEPT, SENT = timedelta(days=180), timedelta(days=90)

FINDINGS = """
    select f.id, f.number, f.title, f.due_on, f.unit_id, coalesce(f.acting_post_id, f.post_id) as post_id from findings f
     where f.tenant_id = $1 and f.state = 'open' and f.due_on between $2 and $3 order by f.number"""
# Handed over and not taken: whoever should take it and whoever handed it over is told once, when its time is over.
HANDOVERS = """
    select t.id, t.run_id, t.posts, t.given_by, r.title, r.unit_id, a.name as activity
      from turns t
      join process_runs r on r.tenant_id = $1 and r.id = t.run_id
      join activities a on a.tenant_id = $1 and a.version_id = r.version_id and a.code = t.activity_code
     where t.tenant_id = $1 and t.state = 'waiting' and t.due_at < $2 order by t.offered_at"""
MEASURES = """
    select m.id, m.title, m.due_on, m.post_id, p.unit_id from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
      join approvals a on a.tenant_id = $1 and a.plan_id = p.id
     where m.tenant_id = $1 and m.dropped_at is null and m.done_at is null and m.due_on between $2 and $3 order by m.id"""
READINGS = f"""
    select s.id, s.number, s.effective_from, array_agg(distinct a.membership_id) as members
      from {MUST_READ}
     where r.tenant_id = $1 and s.effective_from between $3 and $4 and not exists (
           select from standard_confirmations c
            where c.tenant_id = $1 and c.standard_id = s.id and c.membership_id = a.membership_id)
     group by s.id, s.number, s.effective_from"""  # noqa: S608 – a piece of our own


async def remind(today: date, *, now: datetime) -> int:
    """Tell what the day brings; returns how many notices are new. Run again it tells nothing twice."""
    told = 0
    for row in await db().fetch(FINDINGS, current(), today - BACK, today - timedelta(days=1)):
        told += await _post("finding.overdue", row, now, number=str(row["number"]))
    for row in await db().fetch(MEASURES, current(), today - BACK, today + AHEAD):
        told += await _post("measure.due" if row["due_on"] >= today else "measure.overdue", row, now)
    for row in await db().fetch(READINGS, current(), today, today - BACK, today + AHEAD):
        words = {"number": str(row["number"]), "due": str(row["effective_from"])}
        told += await tell(
            Told("reading.due", row["id"], now, words, members=row["members"], slot=str(row["effective_from"])), now=now
        )
    for row in await db().fetch(HANDOVERS, current(), now):
        said = {"title": row["title"], "activity": row["activity"]}
        late = Told("handover.overdue", row["run_id"], now, said, members=row["given_by"] or (), posts=row["posts"],
                    unit=row["unit_id"], slot=str(row["id"]))  # fmt: skip
        told += await tell(late, now=now)
    await _forget(now)
    return told


async def _post(kind: str, row: Any, now: datetime, **words: str) -> int:
    unit: UUID = row["unit_id"]
    due = str(row["due_on"])
    said = {"title": row["title"], "due": due, **words}
    return await tell(Told(kind, row["id"], now, said, posts=[row["post_id"]], unit=unit, slot=due), now=now)


async def _forget(now: datetime) -> None:
    """What was read long ago, and what was sent or given up."""
    await db().execute("delete from notices where tenant_id = $1 and at < $2", current(), now - KEPT)
    await db().execute(
        """delete from notice_letters l where l.tenant_id = $1 and l.at < $2
              and not exists (select from notices n where n.tenant_id = $1 and n.letter_id = l.id)""",
        current(), now - KEPT,
    )  # fmt: skip
    await db().execute("delete from deliveries where tenant_id = $1 and at < $2", current(), now - SENT)
