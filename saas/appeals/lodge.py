"""Somebody disputes a line of their own score: what, how often, why, with what to show for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.appeals.counted import counted
from saas.appeals.deciders import decider
from saas.appeals.rules import DECIDE_DAYS, TEXT_LONGEST
from saas.appeals.told import tell
from saas.refusals import Problem, Refused, not_found
from saas.scores.amend import INDICATOR, Line, lines
from saas.scores.sheet import from_json
from saas.words import N_
from tenants import current, db

# $2 the cycle, $3 the post, $4 the reader.
ABOUT = """
    select c.name, c.state, c.from_date, c.to_date, k.sheet, k.appeals_until, p.name as post,
           coalesce((s.body -> 'cycles' ->> 'decide_days')::int, $5) as days
      from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id
      join schemes s on s.tenant_id = $1 and s.id = c.scheme_id
      join posts p on p.tenant_id = $1 and p.id = $3
     where c.tenant_id = $1 and c.id = $2 and exists (
           select from appointments a where a.tenant_id = $1 and a.post_id = $3 and a.membership_id = $4
              and a.from_date <= c.to_date and (a.to_date is null or a.to_date >= c.from_date))"""
ABOUT_HELD = f"{ABOUT} for update of c"


@dataclass(frozen=True)
class Wish:
    """A line as saas.scores.amend names it, and how many times of it are in dispute. Of an indicator `value` is what it ought
    to be; of findings, `finding` may say which one.
    """

    line: str
    times: int | None
    text: str
    photos: Sequence[UUID] = ()
    value: Decimal | None = None
    finding: UUID | None = None


@dataclass(frozen=True)
class Grant:
    """What a step asks for or grants: so many times, how, and of an indicator which value."""

    times: int | None = None
    how: str | None = None
    value: Decimal | None = None


NOTHING = Grant()


async def lodge(cycle: UUID, post: UUID, wish: Wish, *, by: UUID, now: datetime) -> UUID:
    """Returns the appeal, given to somebody outside the line where there is one.

    Refused: 404 for a score that is not one's own, 409 when the time is over or the same line is in dispute already, 422 at
    the fields.
    """
    about = await standing(cycle, post, by)
    if about is None:
        raise not_found()
    open_for(about, now)
    line = _check(wish, lines(from_json(about["sheet"]), str(post)))
    await _photos(wish.photos, by)
    await _finding(wish, post, about)
    appeal = await _insert(cycle, post, wish, line, about, by=by, now=now)
    under_appeal = "update cycles set state = 'appeal' where tenant_id = $1 and id = $2 and state = 'closed'"
    await db().execute(under_appeal, current(), cycle)
    await trail.record("lodge", "appeal", appeal, by=by, now=now, why=wish.text, line=wish.line)
    return appeal


async def standing(cycle: UUID, post: UUID, member: UUID, *, held: bool = True) -> Any:
    """The closed cycle for somebody who held the post in it; None where there is nothing, or nothing of theirs."""
    return await db().fetchrow(ABOUT_HELD if held else ABOUT, current(), cycle, post, member, DECIDE_DAYS)


def open_for(about: Any, now: datetime) -> None:
    """Raises Refused 409 when it is too late."""
    if about["state"] not in {"closed", "appeal"} or about["appeals_until"] is None or about["appeals_until"] <= now:
        raise Refused(409, N_("这个周期的申诉期已经过了。需要更正时请找公司负责人。"))


def _check(wish: Wish, disputable: Sequence[Line]) -> Line:
    wrong = []
    line = next((each for each in disputable if each.key == wish.line), None)
    if line is None:
        wrong.append(Problem("line", N_("请选择一项被扣分的内容。")))
    elif wish.times is None or not 0 < wish.times <= line.most:
        wrong.append(Problem("times", N_("请填 1 到 %(most)s 之间的整数。"), {"most": line.most}))
    if wish.line.startswith(INDICATOR) and wish.value is None:
        wrong.append(Problem("value", N_("请写这个指标应该是多少。")))
    if not wish.text:
        wrong.append(Problem("text", N_("请写明为什么不对。")))
    elif len(wish.text) > TEXT_LONGEST:
        wrong.append(Problem("text", N_("理由请写在 %(most)s 字以内。"), {"most": TEXT_LONGEST}))
    if wrong or line is None:
        raise Refused.all(wrong)
    return line


async def _photos(photos: Sequence[UUID], by: UUID) -> None:
    known = await db().fetchval(
        "select count(*) from photos where tenant_id = $1 and id = any ($2) and membership_id = $3", current(), list(photos), by
    )
    if known != len(set(photos)):
        raise Refused(422, N_("照片还没有传到，请重新拍一次。"), field="photo")


async def _finding(wish: Wish, post: UUID, about: Any) -> None:
    """Which finding: one that counted in this line. Refused 422 otherwise."""
    if wish.finding is None:
        return
    known = {(each["line"], each["id"]) for each in await counted(post, about["from_date"], about["to_date"])}
    if (wish.line, wish.finding) not in known or wish.times != 1:
        raise Refused(422, N_("请选这一项里的一个问题；一次申诉一个。"), field="finding")


async def _insert(cycle: UUID, post: UUID, wish: Wish, line: Line, about: Any, *, by: UUID, now: datetime) -> UUID:
    whom = await decider(post, cycle)
    made: UUID | None = await db().fetchval(
        """insert into appeals (tenant_id, cycle_id, post_id, line, lost, times, text, photos, membership_id, lodged_at,
                                decider_id, decide_by, value, finding_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11, $10::timestamptz + $12::int * interval '1 day',
                   $13, $14)
           on conflict (tenant_id, cycle_id, post_id, line) where state = 'open' do nothing returning id""",
        current(), cycle, post, wish.line, Decimal(line.lost), wish.times, wish.text, list(dict.fromkeys(wish.photos)), by, now,
        whom, about["days"], wish.value if wish.line.startswith(INDICATOR) else None, wish.finding,
    )  # fmt: skip
    if made is None:
        raise Refused(409, N_("这一项已经在申诉中，请等裁定结果。"))
    await step(made, "lodged", by=by, now=now, why=wish.text, grant=Grant(wish.times, None, wish.value))
    if whom:
        await step(made, "assigned", by=None, now=now, decider=whom)
    await tell("lodged", made, now=now)
    return made


async def step(
    appeal: UUID, name: str, *, by: UUID | None, now: datetime, why: str = "", decider: UUID | None = None, grant: Grant = NOTHING
) -> None:
    """One more fact about an appeal."""
    await db().execute(
        """insert into appeal_steps (tenant_id, appeal_id, step, at, membership_id, decider_id, times, how, why, value)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        current(), appeal, name, now, by, decider, grant.times, grant.how, why, grant.value,
    )  # fmt: skip
