"""How the company treats each severity: days until due, evidence at verification, days within which it comes again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import forms, trail
from saas.findings.rule_reads import rules_now
from saas.findings.rules import MOST_AGAIN, MOST_DAYS, SEVERITIES, Rule
from saas.refusals import Problem, Refused
from saas.revisions import revise, titles
from saas.values import whole
from saas.words import N_
from tenants import current, db

DIGITS = 4
TITLES = {
    "veto_days": N_("一票否决：天数"), "veto_evidence": N_("一票否决：验收留证"), "veto_again": N_("一票否决：复发天数"),
    "major_days": N_("重要：天数"), "major_evidence": N_("重要：验收留证"), "major_again": N_("重要：复发天数"),
    "minor_days": N_("一般：天数"), "minor_evidence": N_("一般：验收留证"), "minor_again": N_("一般：复发天数"),
}  # fmt: skip
titles("finding_rules", TITLES, word=N_("问题的期限"))


async def set_rules(given: Mapping[str, str], *, by: UUID, now: datetime) -> None:
    """All severities at once; findings that are open keep their dates. Refused: 422 at its field, 409 Stale."""
    problems: list[Problem] = []
    wanted = {severity: _rule(given, severity, problems) for severity in SEVERITIES}
    if problems:
        raise Refused.all(problems)
    before = await rules_now()
    for severity, rule in wanted.items():
        await db().execute(
            """insert into finding_rules (tenant_id, severity, days, evidence, again_days) values ($1, $2, $3, $4, $5)
               on conflict (tenant_id, severity)
               do update set days = excluded.days, evidence = excluded.evidence, again_days = excluded.again_days""",
            current(), severity, rule.days, rule.evidence, rule.again_days,
        )  # fmt: skip
    await revise(
        "finding_rules", current(), forms.edition(given, 0), _told(wanted), by=by, now=now, before=_told(before)
    )  # fmt: skip
    await trail.record("set", "finding_rules", current(), by=by, now=now)


def _rule(given: Mapping[str, str], severity: str, problems: list[Problem]) -> Rule:
    figures = []
    for name, most in (("days", MOST_DAYS), ("again", MOST_AGAIN)):
        figure = whole(given.get(f"{severity}_{name}"), DIGITS)
        if figure is None or figure > most:
            problems.append(
                Problem(f"{severity}_{name}", N_("请填 %(least)s 到 %(most)s 之间的整数。"), {"least": 0, "most": most})
            )
        figures.append(figure or 0)
    return Rule(figures[0], given.get(f"{severity}_evidence") == "on", figures[1])


def _told(rules: Mapping[str, Rule]) -> dict[str, Any]:
    return {
        f"{severity}_{name}": value
        for severity, rule in rules.items()
        for name, value in (("days", rule.days), ("evidence", rule.evidence), ("again", rule.again_days))
    }
