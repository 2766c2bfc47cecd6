"""What is wrong with the processes in force, for the check of responsibilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from saas.duties.rules import Gap, GapKind
from saas.duties.sources import source
from saas.processes import reads
from saas.processes.flow import Activity
from saas.processes.reads import IN_FORCE
from saas.processes.rules import Fault, faults
from tenants import current, db

OWN: dict[str, GapKind] = {
    "no_owner": "step_owner", "vacant": "step_vacant", "no_condition": "step_handover", "no_limit": "step_limit",
}  # fmt: skip
# The versions in force, and the open posts of each activity that is a post's or a job title's.
HELD = f"""
    select s.id as process, v.id as version,
           (select jsonb_object_agg(a.code, array(
                       select p.id from posts p
                        where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2)
                          and (p.id = a.post_id or p.job_title = a.job_title and (a.unit_id is null or p.unit_id = a.unit_id))
                        order by p.code))
              from activities a where a.tenant_id = $1 and a.version_id = v.id and a.owner in ('title', 'post')) as seats
      from processes s join process_versions v on v.tenant_id = $1 and v.id = {IN_FORCE}
     where s.tenant_id = $1 and (s.retired_on is null or s.retired_on > $2) order by s.position, s.code"""  # noqa: S608 - ours


@dataclass(frozen=True)
class InForce:
    """The version of a process that holds; `seats`: activity → the open posts that may do it."""

    process: UUID
    activities: Sequence[Activity]
    seats: Mapping[str, Sequence[UUID]]


@source
async def process_gaps(today: date) -> list[Gap]:
    """Two statements, however many processes there are."""
    rows = await db().fetch(HELD, current(), today)
    known = await reads.activities_of([row["version"] for row in rows], today) if rows else {}
    return gaps([InForce(row["process"], known[row["version"]], _seats(row["seats"])) for row in rows])


def gaps(processes: Sequence[InForce]) -> list[Gap]:
    """One for each place where it is mended: an activity, a post to be filled, the way of a process. Pure."""
    found: dict[tuple[str, str], Gap] = {}
    for one in processes:
        for gap in _of(one):
            before = found.get((gap.kind, gap.key))
            found[gap.kind, gap.key] = replace(before, details=before.details + 1) if before else gap
    return list(found.values())


def _of(one: InForce) -> Iterator[Gap]:
    for fault in faults(one.activities):
        kind = OWN.get(fault.kind, "step_way")
        if kind == "step_way":
            yield Gap(kind, process=one.process, activity=fault.code or None, fault=fault.kind)
        elif kind == "step_vacant":
            yield _vacant(one, fault)
        else:
            yield Gap(kind, process=one.process, activity=fault.code)


def _vacant(one: InForce, fault: Fault) -> Gap:
    """Nobody there to do it; without any post that could be filled it belongs to nobody."""
    seats = one.seats.get(fault.code, ())
    if not seats:
        return Gap("step_owner", process=one.process, activity=fault.code)
    return Gap("step_vacant", post=seats[0], process=one.process, activity=fault.code)


def _seats(given: Mapping[str, Any] | None) -> dict[str, list[UUID]]:
    return {code: [UUID(post) for post in posts] for code, posts in (given or {}).items()}
