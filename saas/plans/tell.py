"""Whoever owns a measure, and whoever leads its unit, hears what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.words import LOCALES, N_, say, translator
from tenants import current, db, later

WORKED, NO_EFFECT, CANNOT_TELL = N_("有效"), N_("无效"), N_("尚不能判断")
OF = N_("指标“%(name)s”%(what)s")
VERDICTS = {"worked": WORKED, "no_effect": NO_EFFECT, "cannot_tell": CANNOT_TELL}
ABOUT = """
    select m.id, m.title, m.due_on, m.post_id, p.unit_id, e.verdict from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
      left join effects e on e.tenant_id = $1 and e.measure_id = m.id
     where m.tenant_id = $1 and m.id = any ($2) order by m.id"""
RESULT = """
    select m.id, m.title, m.due_on, m.post_id, p.unit_id, e.verdict, v.body -> 'name' as name from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
      join measure_results x on x.tenant_id = $1 and x.measure_id = m.id
      join result_effects e on e.tenant_id = $1 and e.measure_id = m.id
      join lateral (select w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = x.indicator_id
                     order by w.number desc limit 1) v on true
     where m.tenant_id = $1 and m.id = any ($2) order by m.id"""


async def tell_judged(measures: Sequence[UUID], *, now: datetime) -> None:
    """Its window is over: worked, did not, or cannot be told."""
    for row in await db().fetch(ABOUT, current(), list(measures)):
        await _tell("measure.judged", row, now, posts=[row["post_id"]], leaders=row["unit_id"], what=_said(row["verdict"]))


async def tell_result(measures: Sequence[UUID], *, now: datetime) -> None:
    """The same of the indicator it should have moved."""
    for row in await db().fetch(RESULT, current(), list(measures)):
        said = {locale[:2]: translator(locale)(OF, name=say(row["name"], locale=locale), what=told)
                for locale in LOCALES for told in [_said(row["verdict"])[locale[:2]]]}  # fmt: skip
        slot = f"{row['due_on']} result"
        await _tell("measure.judged", row, now, posts=[row["post_id"]], leaders=row["unit_id"], slot=slot, what=said)


async def tell_back(measures: Sequence[UUID], *, now: datetime) -> None:
    """It worked, and what it was about is falling back."""
    for row in await db().fetch(ABOUT, current(), list(measures)):
        await _tell("measure.back", row, now, posts=[row["post_id"]], leaders=row["unit_id"])


async def tell_escalated(measure: UUID, to: UUID, days: int, *, now: datetime) -> None:
    """It is overdue, and this person stands above."""
    for row in await db().fetch(ABOUT, current(), [measure]):
        await _tell("measure.escalated", row, now, members=[to], days=str(days))


async def _tell(
    kind: str, row: Any, now: datetime, *, posts: Sequence[UUID] = (), members: Sequence[UUID] = (),
    leaders: UUID | None = None, slot: str | None = None, **words: Any,
) -> None:  # fmt: skip
    said = {"title": row["title"], "due": str(row["due_on"]), **words}
    await later(
        "notices.tell", kind=kind, noun=str(row["id"]), at=now.isoformat(), words=said, slot=slot or str(row["due_on"]),
        posts=[str(post) for post in posts], members=[str(member) for member in members],
        leaders=str(leaders) if leaders else None, unit=str(row["unit_id"]),
    )  # fmt: skip


def _said(verdict: str | None) -> dict[str, str]:
    return {locale[:2]: translator(locale)(VERDICTS[verdict]) for locale in LOCALES} if verdict else {}
