"""A score as it is kept: figure, grade, trace and bridge in a form that pages and reports read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from saas.scores.bridge import Bridge
from saas.scores.grade import Barred
from saas.scores.score import Score
from saas.scores.trace import Kind, Step, Trace


class Told(Struct, frozen=True):
    """Everything a trace says, and what the score itself adds to it. Reads as a Trace,
    so that it can be recomputed.
    """

    subject: str
    kind: Kind
    scheme: str
    lists: Mapping[str, str]
    steps: tuple[Step, ...]
    barred: tuple[Barred, ...] = ()
    reason: str | None = None
    off: Decimal = Decimal(0)
    plus: Decimal = Decimal(0)
    vetoes: int = 0

    def step(self, key: str) -> Step | None:
        """The step of a key such as "checks/C1"."""
        return next((step for step in self.steps if step.key == key), None)

    def value(self, key: str) -> Decimal | None:
        step = self.step(key)
        return step.value if step else None


class Part(Struct, frozen=True):
    """A bar of the bridge. `key`: the step, "list/point", or "post:<id>" and "unit:<id>"."""

    key: str
    value: Decimal


class ToldBridge(Struct, frozen=True):
    """A bridge with its parts in order; `since` is the cycle it is held against."""

    since: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    reason: str | None
    parts: tuple[Part, ...]
    points: tuple[Part, ...]
    members: tuple[Part, ...]


def tell(score: Score, trace: Trace) -> Told:
    """Score and trace in one."""
    return Told(
        trace.subject, trace.kind, trace.scheme, trace.lists, trace.steps, score.barred, score.reason,
        score.off, score.plus, score.vetoes,
    )  # fmt: skip


def tell_bridge(bridge: Bridge, since: str) -> ToldBridge:
    """The bridge with the largest moves of points and members first."""
    points = {"/".join(key): value for key, value in bridge.points.items()}
    members = {":".join(key): value for key, value in bridge.members.items()}
    return ToldBridge(
        since, bridge.before, bridge.after, bridge.change, bridge.reason,
        tuple(Part(*each) for each in bridge.parts.items()), _largest_first(points), _largest_first(members),
    )  # fmt: skip


def to_text(told: Told | ToldBridge) -> str:
    """JSON with decimals as texts."""
    return msgspec.json.encode(told).decode()


def told_of(stored: Any) -> Told:
    """From the decoded jsonb of scores.trace."""
    return msgspec.convert(stored, Told)


def bridge_of(stored: Any) -> ToldBridge | None:
    """From the decoded jsonb of scores.bridge."""
    return msgspec.convert(stored, ToldBridge) if stored else None


def _largest_first(parts: Mapping[str, Decimal]) -> tuple[Part, ...]:
    return tuple(Part(*each) for each in sorted(parts.items(), key=lambda each: (-abs(each[1]), each[0])))
