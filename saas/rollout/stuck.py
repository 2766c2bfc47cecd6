"""Who is stuck, and what helps: a unit's figures in, sentences with their figures and a way to act out. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.values import half_up
from saas.words import N_

# From how many on a share is worth a word.
ENOUGH = 5
ON_TIME, REVIEWED = Decimal(80), Decimal(50)


@dataclass(frozen=True)
class Unit:
    """A unit's own posts. people: who hold them; entered: who ever signed in; began: who ever sent a check.

    due, on_time: checks of the last two weeks; to_review, reviewed: of four weeks; overdue: findings past their day; unread:
    people who have a version of the standards to confirm; asked: whether lists are laid out here.
    """

    id: UUID
    code: str
    name: dict[str, str]
    people: int
    entered: int
    began: int
    due: int
    on_time: int
    to_review: int
    reviewed: int
    overdue: int
    unread: int
    vacant: int
    asked: bool

    @property
    def rate(self) -> Decimal | None:
        return share(self.on_time, self.due)

    @property
    def review_rate(self) -> Decimal | None:
        return share(self.reviewed, self.to_review)


@dataclass(frozen=True)
class Help:
    """What is stuck, and where to act: `place` is an address inside the company."""

    sentence: str
    place: str
    params: dict[str, Any] = field(default_factory=dict)


NO_PEOPLE = N_("岗位都没有人。先任命，再推行。")
VACANT = N_("%(count)s 个岗位空着，它们的检查没有人做。")
NOT_ENTERED = N_("%(people)s 人里 %(count)s 人还没有登录过。把邀请链接或二维码当面给他们。")
NOT_BEGUN = N_("%(count)s 人登录了，还没有交过一张检查表。带着做第一张。")
NOT_ON_TIME = N_("近两周按时 %(share)s%%（%(done)s／%(due)s）。看看时间窗是不是和班次对不上。")
NOT_REVIEWED = N_("%(count)s 张该复核的还没有看（%(done)s／%(due)s）。")
OVERDUE = N_("%(count)s 个问题过期没有整改。")
UNREAD = N_("%(count)s 人还没有确认新标准。")
HELPS = (NO_PEOPLE, VACANT, NOT_ENTERED, NOT_BEGUN, NOT_ON_TIME, NOT_REVIEWED, OVERDUE, UNREAD)


def helps(unit: Unit) -> list[Help]:
    """The first thing first: who is not there cannot be late."""
    return list(_helps(unit))


def share(part: int, whole: int) -> Decimal | None:
    """In per cent; None of nothing."""
    return Decimal(100) * part / whole if whole else None


def _helps(unit: Unit) -> Iterator[Help]:
    if not unit.people:
        yield Help(NO_PEOPLE, f"organisation?unit={unit.id}")
        return
    if unit.vacant:
        yield Help(VACANT, f"organisation?unit={unit.id}", {"count": unit.vacant})
    if unit.entered < unit.people:
        yield Help(NOT_ENTERED, "members", {"people": unit.people, "count": unit.people - unit.entered})
    if unit.asked and unit.began < unit.entered:
        yield Help(NOT_BEGUN, f"days?unit={unit.id}", {"count": unit.entered - unit.began})
    yield from _late(unit)
    if unit.overdue:
        yield Help(OVERDUE, f"findings?unit={unit.id}", {"count": unit.overdue})
    if unit.unread:
        yield Help(UNREAD, "standards/versions", {"count": unit.unread})


def _late(unit: Unit) -> Iterator[Help]:
    if unit.rate is not None and unit.due >= ENOUGH and unit.rate < ON_TIME:
        told = {"share": half_up(unit.rate, 0), "done": unit.on_time, "due": unit.due}
        yield Help(NOT_ON_TIME, f"days?unit={unit.id}", told)
    if unit.review_rate is not None and unit.to_review >= ENOUGH and unit.review_rate < REVIEWED:
        told = {"count": unit.to_review - unit.reviewed, "done": unit.reviewed, "due": unit.to_review}
        yield Help(NOT_REVIEWED, f"reviews?unit={unit.id}", told)
