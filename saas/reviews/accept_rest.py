"""A leader accepts the clean remainder of the queue in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas.refusals import Refused
from saas.reviews.acceptance import record
from saas.reviews.gate import Held, hold
from saas.words import N_


@dataclass(frozen=True)
class Accepted:
    """The act, for its undo, and the checks it accepted."""

    batch: UUID
    checks: tuple[UUID, ...]


async def accept_rest(checks: Sequence[UUID], *, by: UUID, now: datetime) -> Accepted:
    """Accept those of `checks` that need no look of their own: nothing failed or raised, not drawn, not decided yet.

    The others, and what is not the decider's to decide, stay as they are. Refused 409 when none is left.
    """
    clean = [held for held in await hold(checks, by=by, now=now) if _clean(held)]
    if not clean:
        raise Refused(409, N_("没有可以一起通过的检查：都已处理，或需要逐份看。"))
    return Accepted(await record(clean, by=by, now=now), tuple(held.id for held in clean))


def _clean(held: Held) -> bool:
    undecided = held.state == "received" and held.in_line and not held.own and not held.blind
    return undecided and held.risk == 0 and not held.raised and held.failed == 0 and not held.vetoed
