"""Signs that the programme is only slogans: figures of four weeks in, the signs that show out. Pure.

Taken from what the industries tell of programmes that failed: everything ticked good, filled in after the shift or all in one
minute, leaders who fill in for others, reviews that look at nothing, lists that never change, faults that only others find,
a knock-out that was never used, hazards that vanish, the same fault again and again. A sign says "look here", no verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.rollout.stuck import share
from saas.values import ZERO, half_up
from saas.words import N_


@dataclass(frozen=True)
class Seen:
    """Counts of one unit, or of all together, over the last four weeks; `list_days`: since a list was last changed.

    clean: checks without a failed point; bulk: checks sent in one minute with two more by the same person; late: after their
    window; stand_in: sent by somebody who does not hold the post; reviews, unopened: decided without opening; hits: reviews
    that sent back or corrected; vetoes of `veto_checks`, checks with a knock-out point; own, found: findings by oneself, in all;
    before: findings of the four weeks before; again: findings that came a third time; compared, differ: points of spot checks.
    """

    id: UUID | None
    name: dict[str, str]
    checks: int = 0
    clean: int = 0
    bulk: int = 0
    late: int = 0
    stand_in: int = 0
    reviews: int = 0
    unopened: int = 0
    hits: int = 0
    veto_checks: int = 0
    vetoes: int = 0
    found: int = 0
    own: int = 0
    before: int = 0
    again: int = 0
    compared: int = 0
    differ: int = 0
    list_days: int = 0


@dataclass(frozen=True)
class Sign:
    """A sign: shows where of at least `least` (`of`) the share of `part` is `at` or more (`below`: or less)."""

    key: str
    words: str
    place: str
    part: Callable[[Seen], int]
    of: Callable[[Seen], int]
    least: int
    at: Decimal
    below: bool = False


@dataclass(frozen=True)
class Shown:
    """A sign where it shows, with its figures."""

    sign: Sign
    seen: Seen
    part: int
    of: int

    @property
    def params(self) -> dict[str, Any]:
        return {"part": self.part, "of": self.of, "share": half_up(share(self.part, self.of) or ZERO, 0)}


# key, words, where to look, part, of, from how many on, share, whether below. The table of values is in the tests.
SIGNS = (
    Sign("all_good", N_("全勾合格：%(of)s 张检查里 %(part)s 张没有一处不合格。"), "signals",
         lambda s: s.clean, lambda s: s.checks, 50, Decimal(99)),
    Sign("one_minute", N_("同一分钟集中填：%(of)s 张里 %(part)s 张和另外两张以上同一分钟交。"), "signals",
         lambda s: s.bulk, lambda s: s.checks, 30, Decimal(20)),
    Sign("afterwards", N_("事后补填：%(of)s 张里 %(part)s 张过了时间才交。"), "days", lambda s: s.late, lambda s: s.checks,
      30, Decimal(25)),
    Sign("for_others", N_("代填：%(of)s 张里 %(part)s 张不是本岗位的人交的。"), "checks", lambda s: s.stand_in,
      lambda s: s.checks,
         30, Decimal(10)),
    Sign("unopened", N_("不看就通过：%(of)s 次复核里 %(part)s 次没有打开过。"), "reviews/pace", lambda s: s.unopened,
      lambda s: s.reviews,
         20, Decimal(50)),
    Sign("never_returned", N_("复核从不退回：%(of)s 次复核，退回或更正 %(part)s 次。"), "reviews/divergence",
         lambda s: s.hits, lambda s: s.reviews, 50, Decimal(0), below=True),
    Sign("never_veto", N_("一票否决从没用过：%(of)s 张有否决项的检查，否决 %(part)s 次。"), "checklists",
         lambda s: s.vetoes, lambda s: s.veto_checks, 300, Decimal(0), below=True),
    Sign("found_by_others", N_("问题都靠别人查出：%(of)s 个问题里自己发现 %(part)s 个。"), "findings",
         lambda s: s.own, lambda s: s.found, 10, Decimal(30), below=True),
    Sign("vanished", N_("问题突然归零：前四周 %(of)s 个，这四周 %(part)s 个。"), "findings",
         lambda s: s.found, lambda s: s.before, 10, Decimal(5), below=True),
    Sign("again", N_("同一问题反复：%(of)s 个问题里 %(part)s 个是第三次以上。"), "findings",
         lambda s: s.again, lambda s: s.found, 10, Decimal(20)),
    Sign("differs", N_("自查都好，抽查不一样：抽查 %(of)s 处，%(part)s 处和自查不同。"), "reviews/divergence",
         lambda s: s.differ, lambda s: s.compared, 20, Decimal(10)),
    Sign("never_changed", N_("检查表从来不变：最近一次修改在 %(part)s 天前。"), "proposals",
         lambda s: s.list_days, lambda s: 180 if s.checks else 0, 180, Decimal(100)),
)  # fmt: skip


def signs(seen: Seen) -> list[Shown]:
    """What shows, in the order of the table."""
    return [Shown(one, seen, one.part(seen), one.of(seen)) for one in SIGNS if _shows(one, seen)]


@dataclass(frozen=True)
class Group:
    """One sign: in all together, if it shows there, and in single units, the widest share first."""

    sign: Sign
    whole: Shown | None
    units: tuple[Shown, ...]


def grouped(units: list[Seen]) -> list[Group]:
    """Signs that show anywhere, in the order of the table; of a single unit all together would say it twice."""
    whole = {one.sign.key: one for one in signs(together(units, {}))}
    single = [one for unit in units for one in signs(unit)] if len(units) > 1 else []
    found = []
    for sign in SIGNS:
        some = sorted((one for one in single if one.sign is sign), key=_share, reverse=not sign.below)
        if sign.key in whole or some:
            found.append(Group(sign, whole.get(sign.key), tuple(some)))
    return found


def _share(one: Shown) -> Decimal:
    return share(one.part, one.of) or Decimal(0)


def together(units: list[Seen], name: dict[str, str]) -> Seen:
    """All of them as one; a list counts as changed when it was changed anywhere."""
    counts = [field.name for field in fields(Seen) if field.name not in ("id", "name", "list_days")]
    sums = {count: sum(getattr(one, count) for one in units) for count in counts}
    return Seen(None, name, **sums, list_days=min((one.list_days for one in units if one.checks), default=0))


def _shows(sign: Sign, seen: Seen) -> bool:
    of = sign.of(seen)
    told = share(sign.part(seen), of)
    if told is None or of < sign.least:
        return False
    return told <= sign.at if sign.below else told >= sign.at
