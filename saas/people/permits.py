"""What a role may do. Closed by default: a page names its permit, a permit names its roles."""

from __future__ import annotations

STAFF, LEADER, EXECUTIVE, ADMIN = "staff", "leader", "executive", "admin"
ROLES = (STAFF, LEADER, EXECUTIVE, ADMIN)
EVERYONE = frozenset(ROLES)

PERMITS: dict[str, frozenset[str]] = {
    "home.read": EVERYONE,
    "today.read": EVERYONE,
    "check.submit": EVERYONE,
    "check.read": EVERYONE,
    "photo.send": EVERYONE,
    "photo.read": EVERYONE,
    "review.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "review.decide": frozenset({LEADER, EXECUTIVE}),
    "signal.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "dashboard.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "signal.answer": frozenset({LEADER, EXECUTIVE}),
    "measured.read": EVERYONE,
    "proposal.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "proposal.decide": frozenset({ADMIN}),
    "honesty.read": EVERYONE,
    "supervision.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "supervision.edit": frozenset({ADMIN}),
    "day.read": EVERYONE,
    "day.follow": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "day.close": frozenset({LEADER, EXECUTIVE}),
    "finding.read": EVERYONE,
    "finding.act": EVERYONE,
    "finding.verify": frozenset({LEADER, EXECUTIVE}),
    "finding.rules": frozenset({ADMIN}),
    "voice.tell": EVERYONE,
    "voice.follow": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "voice.edit": frozenset({ADMIN}),
    "score.read": EVERYONE,
    "appeal.read": EVERYONE,
    "appeal.lodge": EVERYONE,
    "appeal.decide": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "appeal.assign": frozenset({ADMIN}),
    "plan.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "plan.decide": frozenset({LEADER, EXECUTIVE}),
    "measure.do": EVERYONE,
    "scheme.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "scheme.edit": frozenset({EXECUTIVE, ADMIN}),
    "ruling.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "ruling.give": frozenset({LEADER, EXECUTIVE}),
    "cycle.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "cycle.close": frozenset({EXECUTIVE, ADMIN}),
    "cycle.reopen": frozenset({EXECUTIVE}),
    "quarter.read": frozenset({EXECUTIVE, ADMIN}),
    "report.read": frozenset({EXECUTIVE, ADMIN}),
    "object.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "object.look": EVERYONE,
    "object.judge": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "object.edit": frozenset({ADMIN}),
    "object.count": EVERYONE,
    "standard.read": EVERYONE,
    "standard.browse": EVERYONE,
    "standard.confirm": EVERYONE,
    "standard.follow": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "standard.edit": frozenset({ADMIN}),
    "standard.approve": frozenset({EXECUTIVE, ADMIN}),
    "duty.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "duty.own": EVERYONE,
    "duty.edit": frozenset({ADMIN}),
    "duty.check": frozenset({EXECUTIVE, ADMIN}),
    "indicator.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "indicator.note": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "indicator.edit": frozenset({EXECUTIVE, ADMIN}),
    "indicator.target": frozenset({EXECUTIVE, ADMIN}),
    "indicator.publish": frozenset({EXECUTIVE, ADMIN}),
    "budget.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "budget.note": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "budget.open": frozenset({EXECUTIVE, ADMIN}),
    "model.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "model.try": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "model.edit": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "model.publish": frozenset({EXECUTIVE, ADMIN}),
    "process.read": EVERYONE,
    "process.run": EVERYONE,
    "process.compare": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "process.edit": frozenset({ADMIN}),
    "process.publish": frozenset({EXECUTIVE, ADMIN}),
    "checklist.read": EVERYONE,
    "checklist.edit": frozenset({ADMIN}),
    "checklist.publish": frozenset({EXECUTIVE, ADMIN}),
    "checklist.call": frozenset({ADMIN}),
    "burden.read": frozenset({LEADER, EXECUTIVE, ADMIN}),
    "burden.edit": frozenset({ADMIN}),
    "hours.read": EVERYONE,
    "hours.edit": frozenset({ADMIN}),
    "org.read": EVERYONE,
    "org.edit": frozenset({ADMIN}),
    "sheet.read": EVERYONE,
    "sheet.import": frozenset({ADMIN}),
    "history.read": frozenset({EXECUTIVE, ADMIN}),
    "people.invite": frozenset({ADMIN}),
    "people.appoint": frozenset({ADMIN}),
    "pack.edit": frozenset({ADMIN}),
    "notice.read": EVERYONE,
    "notice.edit": frozenset({ADMIN}),
    "api.edit": frozenset({ADMIN}),
    "job.read": frozenset({ADMIN}),
    "job.retry": frozenset({ADMIN}),
    "mail.read": frozenset({ADMIN}),
}


# What people of external units may at most, whatever their role: each of these shows their own part only.
OUTSIDE = frozenset({
    "home.read", "notice.read", "today.read", "check.submit", "check.read", "photo.send", "photo.read", "review.read",
    "review.decide", "supervision.read", "day.read", "day.follow", "day.close", "voice.tell", "finding.read", "finding.act",
    "finding.verify", "score.read", "appeal.read", "appeal.lodge", "measure.do", "object.read", "object.look",
    "object.count", "org.read", "standard.read", "standard.confirm", "process.run", "measured.read",
})  # fmt: skip


def may(roles: frozenset[str], permit: str) -> bool:
    """Whether any of the roles holds the permit; `outside` among them takes away all but what is listed above.

    An unknown permit is a fault of the program.
    """
    if "outside" in roles and permit not in OUTSIDE:
        return False
    return not PERMITS[permit].isdisjoint(roles)
