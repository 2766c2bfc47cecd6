"""What the findings' verbs need to know, held against anybody else until the transaction ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.findings.rules import RULES, Rule, Severity
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

LEADS = """
    exists (select from roles r join unit_lines l on l.tenant_id = $1 and l.ancestor_id = r.unit_id
             where r.tenant_id = $1 and r.membership_id = $3 and l.unit_id = {unit} and r.role in ('leader', 'executive'))"""
STANDING = f"""
    select f.state, f.severity, f.post_id, f.unit_id, f.due_on, f.merged_id, f.waiting_since, f.found_by, t.today, k.evidence,
           k.days, held_on($1, $3, f.post_id, t.today) as holds, {LEADS.format(unit="f.unit_id")} as leads,
           coalesce(f.acting_id = $3, held_on($1, $3, f.acting_post_id, t.today), false) as acts,
           (select a.membership_id from corrective_actions a
             where a.tenant_id = $1 and a.finding_id = f.id order by a.done_at desc limit 1) as acted_by,
           (select count(*) from extent_checks x where x.tenant_id = $1 and x.finding_id = f.id and x.answer is null) as asked
      from findings f
      join (select id, ($4::timestamptz at time zone zone)::date as today from tenants) t on t.id = $1
      left join finding_rules k on k.tenant_id = $1 and k.severity = f.severity
     where f.tenant_id = $1 and f.id = $2"""  # noqa: S608 - the two pieces above

# Nearest up the line is responsible; where the detail names nobody, the post that was checked.
UNREGISTERED = """
    select a.point_id, p.text as title, p.kind, p.weight, p.veto, p.uom, p.limits, p.options, p.detail_code, p.code,
           a.number, a.choice, a.text as note, a.book, a.photos, c.object_id, c.unit_id,
           coalesce(held.post_id, c.post_id) as post_id, k.became, k.reason as correction,
           case when a.verdict = 'fail' then 'self' else 'leader' end as source, f.found_by, f.found_at,
           (f.found_at at time zone t.zone)::date as found_on
      from checks c
      join tenants t on t.id = c.tenant_id
      join answers a on a.tenant_id = $1 and a.check_id = c.id and a.verdict_now = 'fail'
      join points p on p.tenant_id = $1 and p.id = a.point_id
      left join lateral (select k.became, k.reason, k.membership_id, k.corrected_at from corrections k
                          where k.tenant_id = $1 and k.check_id = c.id and k.point_id = a.point_id
                          order by k.number desc limit 1) k on true
     cross join lateral (select case when a.verdict = 'fail' then c.membership_id else k.membership_id end,
                                case when a.verdict = 'fail' then c.received_at else k.corrected_at end
                        ) f (found_by, found_at)
      left join lateral (select r.post_id from responsibilities r
                           join unit_lines l on l.tenant_id = $1 and l.ancestor_id = r.unit_id
                           join posts o on o.tenant_id = $1 and o.id = r.post_id and o.closed_on is null
                          where r.tenant_id = $1 and r.detail_code = p.detail_code
                            and r.kind = 'responsible' and l.unit_id = c.unit_id
                          order by l.depth limit 1) held on true
     where c.tenant_id = $1 and c.id = $2
       and not exists (select from findings e
                        where e.tenant_id = $1 and e.check_id = c.id and e.point_id = a.point_id)
     order by a.position"""


@dataclass(frozen=True)
class Standing:
    """Where a finding stands and what one person is to it.

    holds      the responsible post, today
    acts       the corrective action is planned for this person, or for a post they hold
    leads      a leader of the line of its unit
    evidence   whoever verifies shows something; asked: places still to be looked at elsewhere
    """

    state: str
    severity: Severity
    post_id: UUID
    unit_id: UUID
    due_on: date
    merged_id: UUID | None
    waiting_since: datetime
    found_by: UUID | None
    today: date
    rule: Rule
    holds: bool
    acts: bool
    leads: bool
    acted_by: UUID | None
    asked: int

    @property
    def mends(self) -> bool:
        return self.holds or self.acts


async def standing(finding: UUID, *, by: UUID, now: datetime) -> Standing | None:
    """Lock a finding and tell where it stands; None where there is none."""
    await db().execute("select id from findings where tenant_id = $1 and id = $2 for update", current(), finding)
    row = await db().fetchrow(STANDING, current(), finding, by, now)
    if row is None:
        return None
    told = dict(row)
    usual, days, evidence = RULES[told["severity"]], told.pop("days"), told.pop("evidence")
    rule = Rule(usual.days if days is None else days, usual.evidence if evidence is None else evidence, usual.again_days)
    return Standing(**told, rule=rule)


async def at_work(finding: UUID, *, by: UUID, now: datetime, leader: bool = False, states: Sequence[str] = ("open",)) -> Standing:
    """Locked, for whoever mends it (with `leader`, also for a leader of its line), in one of the states.

    Refused: 404 for anybody else, 403 for a leader where only the post acts, 409 in another state.
    """
    held = await standing(finding, by=by, now=now)
    if held is None or not (held.mends or held.leads):
        raise not_found()
    if not held.mends and not leader:
        raise Refused(403, N_("由责任岗位整改；你可以在整改后验收。"))
    if held.state not in states:
        raise Refused(409, N_("这个问题已经不在待整改，请刷新看现在的状态。"))
    return held


async def led(finding: UUID, *, by: UUID, now: datetime, states: Sequence[str], otherwise: str) -> Standing:
    """Locked, for a leader of its line. Refused: 404 outside the line, 409 (`otherwise`) in another state."""
    held = await standing(finding, by=by, now=now)
    if held is None or not held.leads:
        raise not_found()
    if held.state not in states:
        raise Refused(409, otherwise)
    return held


async def own_photo(photo: UUID | None, by: UUID) -> None:
    """A photo that is here and that `by` sent. Refused 422 at `photo`."""
    if photo is not None and not await db().fetchval(
        "select true from photos where tenant_id = $1 and id = $2 and membership_id = $3", current(), photo, by
    ):
        raise Refused(422, N_("照片还没有传到，请稍等再交。"), field="photo")


async def hold_check(check: UUID) -> Any:
    """Lock a check against a new version and against corrections: its due check, revision and state."""
    await db().execute(
        """select d.id from due_checks d where d.tenant_id = $1
              and d.id = (select due_id from checks where tenant_id = $1 and id = $2) for update""",
        current(), check,
    )  # fmt: skip
    return await db().fetchrow("select due_id, revision, state from checks where tenant_id = $1 and id = $2", current(), check)


async def unregistered(check: UUID) -> list[Any]:
    """Failed answers without a finding, with what a finding needs; the leader's if a correction failed it."""
    rows: list[Any] = await db().fetch(UNREGISTERED, current(), check)
    return rows
