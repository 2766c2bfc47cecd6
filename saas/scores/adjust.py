"""Deductions and rewards of a post. Self-honesty holds here by construction, whatever the scheme says. Pure."""

from decimal import Decimal

from saas.scores.formulas import capped
from saas.scores.scheme import Scheme
from saas.scores.sheet import Coverage, FindingCount
from saas.values import ZERO


def deduction(scheme: Scheme, coverage: Coverage, findings: FindingCount, vetoes: int) -> Decimal:
    """Points off in the cycle."""
    counts = {
        "overdue": findings.overdue, "late": coverage.late, "missed": coverage.missed, "veto": vetoes,
    }
    off = sum(
        (capped(counts[rule.on], rule.points, rule.cap) for rule in scheme.deductions if rule.on in counts), ZERO
    )
    return off + found(scheme, findings)


def found(scheme: Scheme, findings: FindingCount) -> Decimal:
    """Points off for findings, by who found them.

    One reported by the post itself never costs more than one found by a leader: its rate is cut down to the
    leader's, and the leader's cap holds for both together.
    """
    by_leader, leader_cap = _rate(scheme, "found_by_leader")
    by_self, self_cap = _rate(scheme, "found_by_self")
    own = capped(findings.found_by_self, min(by_self, by_leader), self_cap)
    both = own + by_leader * findings.found_by_leader
    return both if leader_cap is None else min(both, leader_cap)


def reward(scheme: Scheme, findings: FindingCount) -> Decimal:
    """Points on in the cycle."""
    counts = {"found_by_self": findings.found_by_self, "closed_in_time": findings.closed_in_time}
    return sum((capped(counts[rule.on], rule.points, rule.cap) for rule in scheme.rewards), ZERO)


def _rate(scheme: Scheme, on: str) -> tuple[Decimal, Decimal | None]:
    """Points each and cap of all rules on one kind of finding together; a rule without a cap lifts it."""
    rules = [rule for rule in scheme.deductions if rule.on == on]
    caps = [rule.cap for rule in rules]
    points = sum((rule.points for rule in rules), ZERO)
    return points, None if None in caps else sum((cap for cap in caps if cap is not None), ZERO)
