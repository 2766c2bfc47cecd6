"""What a quarter tells of the rollout. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from saas.rollout.judge import Side

Text = dict[str, str]


class Gate(msgspec.Struct, frozen=True):
    """A decision as a quarter tells it. `failed`: how many criteria did not hold."""

    stage: Text
    code: str
    side: Side
    kind: Literal["passed", "forced", "returned"]
    day: date
    by: str
    reason: str
    failed: int
    hash: str


class Next(msgspec.Struct, frozen=True):
    stage: Text
    code: str
    side: Side


class GatesTold(msgspec.Struct, frozen=True):
    """What a quarter says of the rollout: decided in it, every forced gate until its end, and the gate that comes next."""

    decided: tuple[Gate, ...] = ()
    next: Next | None = None

    @property
    def forced(self) -> tuple[Gate, ...]:
        return tuple(one for one in self.decided if one.kind == "forced")
