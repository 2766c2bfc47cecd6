"""Deductions and rewards of a post. Self-honesty holds by construction, whatever the scheme. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from saas.scores.formulas import capped, found
from saas.scores.scheme import Charge, Reward, Scheme
from saas.scores.sheet import Coverage, FindingCount
from saas.values import ZERO

FOUND = ("found_by_self", "found_by_leader")


class Term(NamedTuple):
    """One rule applied: so many occurrences, points each, cap."""

    on: str
    times: Decimal
    points: Decimal
    cap: Decimal | None


def deduction(scheme: Scheme, coverage: Coverage, findings: FindingCount, vetoes: int) -> Decimal:
    """Points off in the cycle."""
    off = _sum(scheme.deductions, _charged(coverage, findings, vetoes))
    return off + found(*found_terms(scheme, findings)) if any(rule.on in FOUND for rule in scheme.deductions) else off


def reward(scheme: Scheme, findings: FindingCount) -> Decimal:
    """Points on in the cycle."""
    return _sum(scheme.rewards, _rewarded(findings))


def charges(scheme: Scheme, coverage: Coverage, findings: FindingCount, vetoes: int) -> list[Term]:
    """Every deduction rule applied, but for those on findings found (found_terms)."""
    counts = _charged(coverage, findings, vetoes)
    return [_term(rule, counts) for rule in scheme.deductions if rule.on in counts]


def rewards(scheme: Scheme, findings: FindingCount) -> list[Term]:
    """Every reward rule applied."""
    counts = _rewarded(findings)
    return [_term(rule, counts) for rule in scheme.rewards]


def found_terms(scheme: Scheme, findings: FindingCount) -> tuple[Term, Term]:
    """Findings by who found them: by the post itself, by a leader."""
    return (
        Term("found_by_self", Decimal(findings.found_by_self), *_rate(scheme, "found_by_self")),
        Term("found_by_leader", Decimal(findings.found_by_leader), *_rate(scheme, "found_by_leader")),
    )


def _charged(coverage: Coverage, findings: FindingCount, vetoes: int) -> dict[str, int]:
    return {"overdue": findings.overdue, "late": coverage.late, "missed": coverage.missed, "veto": vetoes}


def _rewarded(findings: FindingCount) -> dict[str, int]:
    return {"found_by_self": findings.found_by_self, "closed_in_time": findings.closed_in_time}


def _rate(scheme: Scheme, on: str) -> tuple[Decimal, Decimal | None]:
    """Points each and cap of all rules on one kind of finding together; a rule without a cap lifts it."""
    rules = [rule for rule in scheme.deductions if rule.on == on]
    if not rules:
        return ZERO, ZERO
    caps = [rule.cap for rule in rules if rule.cap is not None]
    points = sum((rule.points for rule in rules), ZERO)
    return points, sum(caps, ZERO) if len(caps) == len(rules) else None


def _term(rule: Charge | Reward, counts: dict[str, int]) -> Term:
    return Term(rule.on, Decimal(counts[rule.on]), rule.points, rule.cap)


def _sum(rules: Iterable[Charge | Reward], counts: dict[str, int]) -> Decimal:
    return sum([capped(counts[rule.on], rule.points, rule.cap) for rule in rules if rule.on in counts], ZERO)
