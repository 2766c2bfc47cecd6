"""Each morning: whoever decides hears that a gate can be signed, and leaders hear that a window broke."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from saas.rollout.broke import broke, whole_again
from saas.rollout.gates import gates
from saas.rollout.judge import Figure, Judged, opens
from saas.rollout.reads import Programme, Stage, programme
from saas.values import ZERO
from tenants import later


async def follow(*, today: date, now: datetime) -> int:
    """How many things there were to tell: a gate once a week while it can be decided, a broken window once."""
    told = await programme()
    here = told.here if told.begun else None
    side = here.side if here else None
    if here is None or side is None:
        return 0
    judged = (await gates(told, [(here, side)], today=today, now=now))[here.code, side]
    if opens(judged):
        await _say("gate.ready", here, now, {"stage": here.name}, f"{side} {today:%G-W%V}", roles=["executive"])
        return 1
    found = broke(judged) if side == "exit" else []
    for one, day in found:
        await _broken(told, here, one, day, now)
    return len(found)


async def _broken(told: Programme, here: Stage, one: Judged, day: Figure, now: datetime) -> None:
    figure = day.low if one.criterion.low is not None else day.high
    words: dict[str, Any] = {
        "stage": here.name, "what": one.criterion.text, "day": day.day.isoformat(),
        "figure": f"{(figure or ZERO).normalize():f} {one.criterion.uom}".strip(),
        "again": whole_again(one, day.day).isoformat(),
    }  # fmt: skip
    slot = f"{one.criterion.code} {day.day}"
    for head in told.heads()[here.id]:
        await _say("gate.broken", here, now, words, slot, roles=["executive", "admin"], leaders=str(head), unit=str(head))


async def _say(kind: str, here: Stage, now: datetime, words: dict[str, Any], slot: str, **who: Any) -> None:
    await later("notices.tell", kind=kind, noun=str(here.id), at=now.isoformat(), words=words, slot=slot, **who)
