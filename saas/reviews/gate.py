"""The gate of every decision on a check: a leader of its line, never on work of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

LONGEST = 600  # seconds that one look is counted at most
# $2 checks, $3 who decides, $4 now.
HELD = """
    select c.id, c.version_id, c.business_date, c.state, c.risk, c.failed, c.vetoed, c.raised is not null as raised,
           exists (select from roles r
                     join unit_lines l on l.tenant_id = $1 and l.ancestor_id = r.unit_id
                    where r.tenant_id = $1 and r.membership_id = $3 and l.unit_id = c.unit_id
                      and r.role in ('leader', 'executive')) as in_line,
           c.membership_id = $3 or exists (
               select from appointments a where a.tenant_id = $1 and a.post_id = c.post_id
                  and a.membership_id = $3 and a.from_date <= t.today
                  and (a.to_date is null or a.to_date >= t.today)) or exists (
               select from deputies e where e.tenant_id = $1 and e.post_id = c.post_id and e.membership_id = $3
                  and e.withdrawn_at is null and t.today between e.from_date and e.to_date) as own,
           exists (select from spot_checks s
                    where s.tenant_id = $1 and s.due_id = c.due_id and s.state = 'open' and (s.membership_id = $3
                       or s.post_id in (select a.post_id from appointments a where a.tenant_id = $1
                          and a.membership_id = $3 and a.from_date <= t.today
                          and (a.to_date is null or a.to_date >= t.today) union all
                       select e.post_id from deputies e where e.tenant_id = $1 and e.membership_id = $3
                          and e.withdrawn_at is null and t.today between e.from_date and e.to_date))) as blind,
           o.opened_at, m.name as decided_by
      from checks c
      join (select id, ($4::timestamptz at time zone zone)::date as today from tenants) t on t.id = $1
      left join review_openings o on o.tenant_id = $1 and o.check_id = c.id and o.membership_id = $3
      left join reviews v on v.tenant_id = $1 and v.check_id = c.id
      left join memberships m on m.tenant_id = $1 and m.id = v.membership_id
     where c.tenant_id = $1 and c.id = any($2) order by c.id"""


@dataclass(frozen=True)
class Held:
    """A check that nobody else changes until the transaction ends, and what the decider is to it."""

    id: UUID
    version_id: UUID
    business_date: date
    state: str
    risk: int
    failed: int
    vetoed: bool
    raised: bool
    in_line: bool
    own: bool
    blind: bool
    opened_at: datetime | None
    decided_by: str | None


async def hold(checks: Sequence[UUID], *, by: UUID, now: datetime) -> list[Held]:
    """Lock checks and tell what `by` (a membership) is to each; unknown ids are left out.

    The lock is the due check's, the same that a submit takes first: sending again and deciding take turns.
    """
    await db().execute(
        """select d.id from due_checks d where d.tenant_id = $1
              and d.id in (select c.due_id from checks c where c.tenant_id = $1 and c.id = any($2))
            order by d.id for update""",
        current(), list(checks),
    )  # fmt: skip
    rows = await db().fetch(HELD, current(), list(checks), by, now)
    return [Held(**row) for row in rows]


async def hold_to_decide(check: UUID, *, by: UUID, now: datetime) -> Held:
    """One check for a decision of `by`. Refused: 404 outside the line, 403 on one's own work."""
    held = await hold([check], by=by, now=now)
    if not held or not held[0].in_line:
        raise not_found()
    if held[0].own:
        raise Refused(403, N_("自己的检查由别人复核。"))
    if held[0].blind:
        raise Refused(409, N_("您正在抽查这张表：先独立填完再复核。"))
    return held[0]


def spent(held: Held, now: datetime) -> int | None:
    """Seconds from the last opening to now, a pause counted as ten minutes at most; None where it was not opened."""
    return None if held.opened_at is None else min(max(int((now - held.opened_at).total_seconds()), 0), LONGEST)


def already_decided(held: Held) -> Refused:
    """Somebody was first, or the post has sent a newer version."""
    if held.decided_by:
        return Refused(409, N_("这份检查已由%(who)s处理，请看下一份。"), who=held.decided_by)
    return Refused(409, N_("这份检查已重新填报，请看新的一份。"))


async def require_open_cycle(day: date) -> None:
    """Refuse with 409 what would change a closed cycle: one closed is enough, whatever else holds the day.

    Closing holds this lock alone. It is tried, not waited for: nobody may wait for it and hold a check.
    """
    free = await db().fetchval("select pg_try_advisory_xact_lock_shared(hashtextextended($1, 1))", str(current()))
    if not free:
        raise Refused(409, N_("本周期正在结算，请稍后再试。"))
    state = await db().fetchval(
        """select state from cycles where tenant_id = $1 and $2 between from_date and to_date and state <> 'draft'
            order by state = 'open' limit 1""",
        current(), day,
    )  # fmt: skip
    if state != "open":
        raise Refused(409, N_("所属考核周期已结算，不能再改。"))


def required(text: str, *, field: str, longest: int = 500) -> str:
    """A sentence that must be there. Refused 422 at its field."""
    text = optional(text, field=field, longest=longest)
    if not text:
        raise Refused(422, N_("请用一句话写明。"), field=field)
    return text


def optional(text: str, *, field: str, longest: int = 500) -> str:
    """A sentence that may be there. Refused 422 at its field when too long, or when it cannot be stored."""
    text = text.strip()
    if "\x00" in text:
        raise Refused(422, N_("内容里有不能保存的控制字符，请删去后再交。"), field=field)
    if len(text) > longest:
        raise Refused(422, N_("请写短一些，最多 %(longest)s 字。"), field=field, longest=longest)
    return text
