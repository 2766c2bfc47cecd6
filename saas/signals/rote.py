"""Signals of rote checking: what is counted of each person and list becomes evidence, and evidence an order. Pure.

Never a verdict: an order in which a look is worth its time, with the reason in figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from uuid import UUID

from saas.signals.likely import Evidence, often, pooled, quick, shrunk
from saas.values import ZERO

Key = tuple[UUID, UUID]  # person, list

# Where nothing was measured yet: twelve seconds a point, people differ by a third, one person's checks by half.
USUAL, BETWEEN, WITHIN = Decimal(12).ln(), Decimal("0.30"), Decimal("0.50")
NARROWEST, PAUSE = Decimal("0.2"), Decimal("0.5")
# From the median distance to a standard deviation, and from the middle half to one, of a normal distribution.
MAD, MIDDLE_HALF = Decimal("1.4826"), Decimal("1.349")
PEOPLE, FEWEST = 4, 5  # how many people the prior stands for; fewer checks of a person and list say nothing
# Log odds from which a look is worth its time: one in twenty does not look, and of those shown most should be worth it.
LOOK, SPEAKS = Decimal(3), Decimal("0.5")
MOST_CASES = 20


@dataclass(frozen=True)
class Rule:
    """Of a kind that counts cases: its rate where nobody looks, the prior of its usual rate and how strong that is, and how
    much a person's cases resemble each other.
    """

    rote: Decimal
    prior: Decimal
    strength: int
    alike: Decimal


RULES: Mapping[str, Rule] = {
    "all_pass": Rule(Decimal("0.985"), Decimal("0.70"), 20, Decimal("0.08")),
    "same_reading": Rule(Decimal("0.85"), Decimal("0.10"), 20, Decimal("0.08")),
    "same_photo": Rule(Decimal("0.50"), Decimal("0.01"), 60, Decimal("0.05")),
    # Few who tick off take this way, so that its absence says next to nothing.
    "standard_photo": Rule(Decimal("0.05"), Decimal("0.005"), 60, Decimal("0.05")),
    "burst": Rule(Decimal("0.60"), Decimal("0.05"), 30, Decimal("0.10")),
    "leader_gap": Rule(Decimal("0.25"), Decimal("0.04"), 60, Decimal("0.05")),
}


@dataclass(frozen=True)
class Counted:
    """What is known of one person on one list: a number of checks, log seconds a point (middle and quarters, of `timed`
    checks), and (hits, of) of each kind that counts cases; `expected`: the usual rate of same readings by their resolution.
    """

    checks: int
    points: int
    timed: int = 0
    pace: Decimal = ZERO
    low: Decimal = ZERO
    high: Decimal = ZERO
    cases: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    expected: Decimal | None = None
    shown: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One person and list, with how far it speaks for a look."""

    key: Key
    strength: Decimal
    evidence: tuple[Evidence, ...]


def ranked(counted: Mapping[Key, Counted], weights: Mapping[UUID, Mapping[str, Decimal]]) -> list[Told]:
    """Everybody with enough checks, the strongest first. `weights`: list → kind → how far it is believed there."""
    by_list: dict[UUID, list[tuple[Key, Counted]]] = defaultdict(list)
    for key, each in counted.items():
        by_list[key[1]].append((key, each))
    told = [
        _told(key, each, [other for at, other in people if at != key], weights.get(checklist, {}))
        for checklist, people in by_list.items()
        for key, each in people
        if each.checks >= FEWEST
    ]
    return sorted(told, key=lambda one: (-one.strength, one.key))


def worth_a_look(told: Iterable[Told], budget: int) -> list[Told]:
    """The strongest within the budget; an evidence of one kind alone is never enough."""
    return [one for one in told if one.strength >= LOOK and sum(e.strength > SPEAKS for e in one.evidence) > 1][:budget]


def _told(key: Key, own: Counted, others: Sequence[Counted], weights: Mapping[str, Decimal]) -> Told:
    evidence = [_time(own, others), *(_cases(kind, own, others) for kind in RULES)]
    found = sorted((each for each in evidence if each.of), key=lambda each: -each.strength)
    return Told(key, pooled(found, weights), tuple(found))


def _time(own: Counted, others: Sequence[Counted]) -> Evidence:
    """Against the list's median over the other people and their spread, both drawn towards what is assumed of any list."""
    timed = [other for other in others if other.timed >= FEWEST]
    paces = [other.pace for other in timed]
    usual = _drawn(median(paces) if paces else USUAL, len(paces), USUAL)
    spread = MAD * median(abs(pace - usual) for pace in paces) if paces else BETWEEN
    between = max(_drawn(spread, len(paces), BETWEEN), NARROWEST)
    spreads = [(other.high - other.low) / MIDDLE_HALF for other in timed]
    # Of a short list one pause is a large part.
    within = max(_drawn(median(spreads) if spreads else WITHIN, len(spreads), WITHIN), NARROWEST) + PAUSE / max(own.points, 1)
    strength = quick(own.pace, own.timed, usual=usual, between=between, within=within)
    return Evidence("time", own.timed, own.pace.exp(), usual.exp(), strength, own.shown.get("time", ()))


def _drawn(figure: Decimal, people: int, prior: Decimal) -> Decimal:
    return (figure * people + prior * PEOPLE) / (people + PEOPLE)


def _cases(kind: str, own: Counted, others: Sequence[Counted]) -> Evidence:
    rule = RULES[kind]
    hits, of = own.cases.get(kind, (0, 0))
    prior = own.expected if kind == "same_reading" and own.expected is not None else rule.prior
    # Each of the others counts as twenty cases at most: one busy rote worker is not the norm of a list.
    theirs = [_at_most(*other.cases.get(kind, (0, 0))) for other in others]
    usual = shrunk(sum((h for h, _ in theirs), ZERO), sum((n for _, n in theirs), ZERO), prior, rule.strength)
    strength = often(hits, of, usual, rote=rule.rote, alike=rule.alike)
    return Evidence(kind, of, Decimal(hits), usual, strength, own.shown.get(kind, ()))


def _at_most(hits: int, of: int) -> tuple[Decimal, Decimal]:
    return (Decimal(hits), Decimal(of)) if of <= MOST_CASES else (Decimal(MOST_CASES * hits) / of, Decimal(MOST_CASES))
