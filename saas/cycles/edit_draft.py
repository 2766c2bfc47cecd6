"""Change a cycle that is still a draft."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.cycles import reads
from saas.cycles.rhythms import rhythm
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.values import HUNDRED, whole
from saas.words import N_
from tenants import current, db

LONGEST = timedelta(days=730)
DAY = timedelta(days=1)
PERCENT_DIGITS = 3
titles(
    "cycle",
    {
        "name_zh": N_("名称"), "name_en": N_("英文名称"), "from_date": N_("从哪天起"), "to_date": N_("到哪天为止"),
        "sample_percent": N_("抽查比例"),
    },
    word=N_("考核周期"),
)  # fmt: skip
NEIGHBOURS = """
select max(to_date) filter (where to_date < $4 or from_date < $4) as before, min(name::text) filter (
           where from_date <= $5 and to_date >= $4) as overlaps
  from cycles where tenant_id = $1 and rhythm_id = $2 and id <> $3"""


async def edit_draft(cycle: UUID, given: Given, *, by: UUID, now: datetime) -> None:
    """Name, days and share of spot checks. Raises 404, 409 no draft any more or Stale, 422 at the fields."""
    chosen = await drafted(cycle)
    name, percent = given.name(), percent_of(given)
    first, last = given.day("from_date"), given.day("to_date")
    if first and last:
        if not timedelta(0) <= last - first < LONGEST:
            given.wrong("to_date", N_("最后一天不能早于第一天，最长两年。"))
        else:
            await _fits(chosen, given, first, last)
    given.done()
    await db().execute(
        """update cycles set name = $3, from_date = $4, to_date = $5, sample_percent = $6
            where tenant_id = $1 and id = $2 and state = 'draft'""",
        current(), cycle, name, first, last, percent,
    )  # fmt: skip
    after = _kept(name, first, last, percent)
    before = _kept(chosen.name, chosen.from_date, chosen.to_date, chosen.sample_percent)
    await revise("cycle", cycle, given.edition(), after, by=by, now=now, before=before)
    await trail.record("edit", "cycle", cycle, by=by, now=now)


def percent_of(given: Given, otherwise: str = "") -> int:
    """The share of spot checks; what is no percentage stands at its field."""
    percent = whole(given.text("sample_percent") or otherwise, PERCENT_DIGITS)
    if percent is None or percent > HUNDRED:
        given.wrong("sample_percent", N_("抽查比例是 0 到 100 之间的整数。"))
    return percent or 0


async def drafted(cycle: UUID) -> reads.Cycle:
    """A draft, locked. Refused: 404 unknown, 409 open already."""
    await db().execute("select from cycles where tenant_id = $1 and id = $2 for update", current(), cycle)
    chosen = await reads.cycle(cycle)
    if chosen is None:
        raise not_found()
    if chosen.state != "draft":
        raise Refused(409, N_("这个周期已经开启，不能再改。"))
    return chosen


async def _fits(chosen: reads.Cycle, given: Given, first: date, last: date) -> None:
    """No day twice in a rhythm, and by the calendar no day left out: a day without a cycle takes no checks."""
    rhythm_of = await rhythm(chosen.rhythm_id)
    near = await db().fetchrow(NEIGHBOURS, current(), chosen.rhythm_id, chosen.id, first, last)
    if near["overlaps"]:
        given.wrong("from_date", N_("这些天和同种的另一个周期重叠。"))
    elif rhythm_of and rhythm_of.by_calendar and near["before"] and near["before"] + DAY != first:
        given.wrong("from_date", N_("要接着上一个周期：从 %(day)s 起。"), day=(near["before"] + DAY).isoformat())


def _kept(name: dict[str, str], first: date | None, last: date | None, percent: int) -> dict[str, Any]:
    return {
        "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "from_date": str(first), "to_date": str(last),
        "sample_percent": percent,
    }  # fmt: skip
