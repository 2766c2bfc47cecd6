"""Which measure for a gap, and whose: by what it should bring for its effort, to a post that has hours left. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from saas.plans.learned import Learned, Lessons
from saas.values import ONE, ZERO, exact, quantum, share

DEFAULT_CAPACITY = Decimal(40)
DEFAULT_EFFORT = Decimal(8)
Text = dict[str, str]


@dataclass(frozen=True)
class Option:
    """A measure that fits a point. code: of the library; None: the company's own words, tried before."""

    code: str | None
    title: Text
    effort: Decimal
    problem: Text | None = None

    @property
    def kind(self) -> str:
        """Under which its effects are counted together."""
        return self.code or own_kind(self.title)


@dataclass(frozen=True)
class Offer:
    """What stands behind a measure that the closing did not draft. title: its words, None: the best that fits the point;
    kind: code in the library; source: "hand", or "suggestion" with its id; proposer: whose idea, if they wish to be named.
    """

    title: Text | None = None
    kind: str | None = None
    effort: Decimal | None = None
    source: str = "gap"
    source_id: UUID | None = None
    proposer: UUID | None = None


@dataclass(frozen=True)
class Ranked:
    """An option for one gap: what it should bring in score points of the unit, and that by hour."""

    option: Option
    learned: Learned
    gain: Decimal
    by_hour: Decimal


@dataclass
class Load:
    """Hours that posts have for measures, and hours that are taken; `usual` where a post has no figure of its own."""

    capacity: Mapping[str, Decimal] = field(default_factory=dict)
    taken: dict[str, Decimal] = field(default_factory=dict)
    usual: Decimal = DEFAULT_CAPACITY

    def room(self, post: str) -> Decimal:
        """Hours left; below zero where a post has more than it can do."""
        return self.capacity.get(post, self.usual) - self.taken.get(post, ZERO)

    def take(self, post: str, hours: Decimal) -> None:
        self.taken[post] = self.taken.get(post, ZERO) + hours

    def first_with_room(self, posts: Iterable[str], hours: Decimal) -> str | None:
        """The first of the posts that can do it."""
        return next((post for post in posts if self.room(post) >= hours), None)


def own_kind(title: Mapping[str, str]) -> str:
    """Words of one's own count as one kind where they are the same."""
    return "=" + " ".join((title.get("zh") or title.get("en") or "").split())


def ranked(loss: Decimal, pass_share: Decimal, list_code: str, options: Sequence[Option], lessons: Lessons) -> list[Ranked]:
    """Best first: points of the score by hour; then what more measures stand behind, what is less effort, the code.

    A measure nobody tried counts with what is usual here: it stands above one that disappointed, below one that worked.
    """
    rows = [_ranked(loss, pass_share, list_code, option, lessons) for option in options]
    return sorted(rows, key=lambda r: (-r.by_hour, -r.learned.count, r.option.effort, r.option.kind))


def _ranked(loss: Decimal, pass_share: Decimal, list_code: str, option: Option, lessons: Lessons) -> Ranked:
    learned = lessons.of(option.kind, list_code)
    with exact():
        room = ONE - pass_share
        part = share(min(learned.effect, room), room) if room > 0 else ZERO
        gain = quantum(loss * (part or ZERO))
        return Ranked(option, learned, gain, quantum(gain / option.effort))
