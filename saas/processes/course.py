"""One run as it stands: its activities, its turns, and who is asking. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from saas.processes.flow import Activity, gathers

OPEN = ("gathering", "waiting", "working")


@dataclass
class Turn:
    """One activity's turn; see the table."""

    id: UUID
    activity_code: str
    state: str
    posts: list[UUID]
    given_by: list[UUID]
    from_turns: list[UUID]
    offered_at: datetime | None = None
    due_at: datetime | None = None
    taken_at: datetime | None = None
    taken_by: UUID | None = None
    taken_post: UUID | None = None
    goes_on: bool = False
    done_at: datetime | None = None
    done_by: UUID | None = None

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True)
class Standing:
    """What somebody is on this day: posts held or stood in for, and the units at the head of lines led."""

    member: UUID
    posts: frozenset[UUID]
    leads: frozenset[UUID]


@dataclass
class Course:
    """A run held for a change. `lines`: post or the run itself → units above it, its own with them."""

    id: UUID
    process: UUID
    version: UUID
    unit: UUID
    state: str
    started_by: UUID
    activities: Sequence[Activity]
    turns: list[Turn]
    lines: dict[UUID, frozenset[UUID]] = field(default_factory=dict)

    def activity(self, code: str) -> Activity:
        return next(each for each in self.activities if each.code == code)

    def turn(self, turn: UUID) -> Turn:
        return next(each for each in self.turns if each.id == turn)

    def ready(self) -> list[Turn]:
        """Turns that waited for other branches and need not any more."""
        codes = [turn.activity_code for turn in self.turns if turn.open]
        waiting = [turn for turn in self.turns if turn.state == "gathering"]
        return [turn for turn in waiting if not gathers(self.activities, turn.activity_code, codes)]

    def concerns(self, who: Standing) -> bool:
        """Whether somebody has to do with it: began it, had or may have a turn, or leads where it happens."""
        if who.member == self.started_by or self.leads(who, self.id):
            return True
        return any(self._concerns(turn, who) for turn in self.turns)

    def _concerns(self, turn: Turn, who: Standing) -> bool:
        posts = {*turn.posts, turn.taken_post} - {None}
        if (
            who.member in (turn.taken_by, turn.done_by)
            or who.posts & posts
            or any(self.leads(who, post) for post in posts if post)
        ):
            return True
        return turn.state == "waiting" and self.may_take(turn, who) is not None

    def may_take(self, turn: Turn, who: Standing) -> UUID | None:
        """The post for which somebody may take a turn over: one of theirs, else one in their line; None where they may not."""
        if self.activity(turn.activity_code).owner == "anyone":
            return min(who.posts, default=None)
        own = sorted(who.posts & set(turn.posts))
        return own[0] if own else next((post for post in turn.posts if self.leads(who, post)), None)

    def may_finish(self, turn: Turn, who: Standing) -> bool:
        """Who took it, whoever holds that post now, or its leader. For somebody outside: all whom the run concerns."""
        if self.activity(turn.activity_code).owner == "outside":
            return True
        held = turn.taken_post is not None and (turn.taken_post in who.posts or self.leads(who, turn.taken_post))
        return turn.taken_by == who.member or held

    def leads(self, who: Standing, place: UUID) -> bool:
        return bool(who.leads & self.lines.get(place, frozenset()))
