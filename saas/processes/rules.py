"""What is wrong with a process before it is published: who, what, how long, and whether it comes to an end. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from saas.processes.flow import Activity, circles, forward, reach, starts
from saas.words import N_

Kind = Literal[
    "empty", "no_name", "no_owner", "vacant", "no_condition", "no_limit", "lost_way", "twice", "unreached", "no_end", "circle",
    "stuck",
]  # fmt: skip
TOLD: dict[Kind, str] = {
    "empty": N_("还没有环节。"),
    "no_name": N_("没有名称。"),
    "no_owner": N_("没有岗位负责。"),
    "vacant": N_("负责的岗位现在没有人。"),
    "no_condition": N_("要交给别的岗位，没有写交接条件。"),
    "no_limit": N_("没有时限。"),
    "lost_way": N_("下一步或退回的环节不存在。"),
    "twice": N_("下一步写了两次。"),
    "unreached": N_("从开始走不到这一环节。"),
    "no_end": N_("没有一个环节是结束。"),
    "circle": N_("环节绕成了圈。退回重做请写在“退回”里。"),
    "stuck": N_("走到这里就走不到结束。"),
}
MILD: frozenset[Kind] = frozenset({"vacant"})


@dataclass(frozen=True)
class Fault:
    """One thing to mend; `code` names the activity, "" the whole process. What is grave stands in the way of publishing."""

    kind: Kind
    code: str = ""

    @property
    def grave(self) -> bool:
        return self.kind not in MILD

    @property
    def text(self) -> str:
        return TOLD[self.kind]


def faults(activities: Sequence[Activity]) -> list[Fault]:
    """Everything wrong, activity by activity, then the way as a whole. None for a process that can be published."""
    if not activities:
        return [Fault("empty")]
    return [*(fault for each in activities for fault in _own(each, activities)), *_way(activities)]


def _own(activity: Activity, activities: Sequence[Activity]) -> Iterator[Fault]:
    if not any(activity.name.values()):
        yield Fault("no_name", activity.code)
    if activity.owner == "nobody":
        yield Fault("no_owner", activity.code)
    elif activity.vacant:
        yield Fault("vacant", activity.code)
    if handed_on(activity, activities) and not any(activity.condition.values()):
        yield Fault("no_condition", activity.code)
    if activity.amount is None and not any(activity.limit_note.values()):
        yield Fault("no_limit", activity.code)
    known = {each.code for each in activities}
    ahead = [way.to for way in activity.ahead]
    if {*ahead, *(way.to for way in activity.back)} - known:
        yield Fault("lost_way", activity.code)
    if len(ahead) != len(set(ahead)):
        yield Fault("twice", activity.code)


def handed_on(activity: Activity, activities: Sequence[Activity]) -> bool:
    """Whether somebody else goes on: an end, and the same hands going on, hand nothing over."""
    hands = {each.code: each.hands for each in activities}
    return any(hands.get(way.to, activity.hands) != activity.hands for way in activity.ahead)


def _way(activities: Sequence[Activity]) -> Iterator[Fault]:
    ways = forward(activities)
    reached = reach(ways, [each.code for each in starts(activities)])
    yield from (Fault("unreached", code) for code in ways if code not in reached)
    round_ = circles(ways)
    yield from (Fault("circle", code) for code in ways if code in round_)
    ends = {each.code for each in activities if not each.ahead}
    if not ends:
        yield Fault("no_end")
        return
    for code in ways:
        if code not in round_ and not reach(ways, [code]) & ends:
            yield Fault("stuck", code)
