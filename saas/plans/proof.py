"""What was signed, and what was told of it, checked again from what is kept. Pure.

The hash is taken of the signed words once more; each measure as it stands is held against them; the verdict is worked out
again from the counts that were kept with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.effect import Count, interval
from saas.plans.result import Moved, Way, result
from saas.plans.terms import SignedMeasure, from_text, signature
from saas.values import ONE, exact, quantum, share
from saas.words import N_


@dataclass(frozen=True)
class Stored:
    """A measure as it stands, with its effect where it is judged."""

    id: UUID
    title: Mapping[str, str]
    post_id: UUID
    baseline: Decimal | None
    target: Decimal
    due_on: date
    window_from: date
    window_to: date
    metric: str
    estimate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    figures: Mapping[str, Any] | None = None
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Checked:
    """One thing that was checked: `measure` None for the words as a whole; kept and again as texts."""

    measure: UUID | None
    what: str
    kept: str
    again: str

    @property
    def holds(self) -> bool:
        return self.kept == self.again


def proof(terms: str, signed: bytes, measures: Iterable[Stored]) -> list[Checked]:
    """Every check; all of them hold unless somebody changed something past the product."""
    known = {each.measure: each for each in from_text(terms).measures}
    told = [Checked(None, N_("签字内容的 SHA-256"), signed.hex(), signature(terms).hex())]
    for each in measures:
        told += _as_signed(known.get(each.id), each)
        if each.figures is not None:
            told += _as_counted(each, each.figures)
        told += _as_moved(known.get(each.id), each)
    return told


def _as_signed(signed: SignedMeasure | None, stored: Stored) -> list[Checked]:
    if signed is None:
        return [Checked(stored.id, N_("签字时就有"), "1", "0")]
    pairs = (
        (N_("措施"), _both(signed.title), _both(stored.title)), (N_("负责岗位"), signed.owner, stored.post_id),
        (N_("指标"), signed.metric, stored.metric),
        (N_("现状"), _plain(signed.baseline), _plain(stored.baseline)),
        (N_("目标"), _plain(signed.target), _plain(stored.target)),
        (N_("完成期限"), signed.due_on, stored.due_on),
        (N_("观察期"), f"{signed.window.first} – {signed.window.last}", f"{stored.window_from} – {stored.window_to}"),
    )  # fmt: skip
    return [Checked(stored.id, what, str(kept), str(again)) for what, kept, again in pairs]


def _as_counted(stored: Stored, figures: Mapping[str, Any]) -> list[Checked]:
    """The estimate from the four cells; the interval, where it was kept how far units moved apart."""
    cells = [Count(*map(Decimal, pair)) for side in ("treated", "comparison") for pair in figures[side]]
    told = [Checked(stored.id, N_("效果估计"), _plain(stored.estimate), _plain(_estimate(cells)))]
    if stored.low is not None and figures.get("spread") is not None:
        low, high = interval(cells, Decimal(figures["spread"]), figures["freedom"])
        kept = f"{_plain(stored.low)} – {_plain(stored.high)}"
        told.append(Checked(stored.id, N_("95% 区间"), kept, f"{_plain(low)} – {_plain(high)}"))
    return told


def _as_moved(signed: SignedMeasure | None, stored: Stored) -> list[Checked]:
    """The indicator as it was signed, and its verdict from what each subject came to."""
    wanted, kept = signed.result if signed else None, stored.result
    if wanted is None and kept is None:
        return []
    pair = (f"{wanted.code} {_plain(wanted.promise)}" if wanted else "—",
            f"{kept['code']} {_plain(Decimal(kept['promise']))}" if kept else "—")  # fmt: skip
    told = [Checked(stored.id, N_("要带动的指标"), *pair)]
    if wanted and kept and kept["verdict"]:
        sides = [
            [Moved(who, Decimal(before), Decimal(after)) for who, before, after in kept["figures"][side]]
            for side in ("treated", "comparison")
        ]  # fmt: skip
        again = result(sides[0], sides[1], wanted.promise, Way(wanted.direction, wanted.low, wanted.high))
        ends = [None if kept[name] is None else Decimal(kept[name]) for name in ("estimate", "low", "high")]
        texts = [" · ".join(map(_plain, row)) for row in (ends, (again.estimate, again.low, again.high))]
        told.append(Checked(stored.id, N_("指标的变化和区间"), *texts))
    return told


def _estimate(cells: list[Count]) -> Decimal | None:
    shares = [share(cell.passed, cell.applied) for cell in cells]
    if any(each is None for each in shares):
        return None
    with exact():
        before, after, other_before, other_after = (each or ONE * 0 for each in shares)
        return quantum((after - before) - (other_after - other_before))


def _both(title: Mapping[str, str]) -> str:
    return " / ".join(title[key] for key in sorted(title, reverse=True))


def _plain(figure: Decimal | None) -> str:
    return "—" if figure is None else f"{figure.normalize():f}"
