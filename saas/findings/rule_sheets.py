"""How severities are treated and who is told of what is overdue, as spreadsheets, out and in."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas.findings.rule_reads import settings
from saas.findings.rules import SEVERITIES
from saas.findings.set_rules import set_rules
from saas.findings.set_step import set_step
from saas.refusals import Problem, Refused
from saas.sheets.registry import Column, Row, register
from saas.sheets.small import Small
from saas.words import N_

RULES = (
    Column("severity", N_("严重程度"), kind="choice", choices=tuple(SEVERITIES.items()), required=True),
    Column("days", N_("几天内整改"), kind="number", required=True, uom=N_("天")),
    Column("again", N_("几天内再出现算复发"), kind="number", required=True, uom=N_("天"), width=20),
    Column("evidence", N_("验收要留证（说明或照片）"), kind="flag", width=24),
)
STEPS = (
    Column("days", N_("逾期几天"), kind="number", required=True, uom=N_("天")),
    Column("title", N_("报给哪个职务"), note=N_("职务编码；两栏都空着就是再上一级负责人。"), width=20),
    Column("outside", N_("或者外部的人"), width=30),
)


async def rules() -> list[Row]:
    found = await settings()
    return [
        {"severity": key, "days": Decimal(one.days), "again": Decimal(one.again_days), "evidence": one.evidence}
        for key, one in found.rules.items()
    ]


async def write_rule(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    """One severity of the form; the others as they stand by now."""
    known = await settings()
    form = {"edition": str(known.edition)}
    for key, one in known.rules.items():
        form |= {
            f"{key}_days": str(one.days),
            f"{key}_again": str(one.again_days),
            f"{key}_evidence": "on" if one.evidence else "",
        }
    said = fields["severity"]
    try:
        await set_rules(form | {f"{said}_{name}": fields[name] for name in ("days", "again", "evidence")}, by=by, now=now)
    except Refused as refused:
        if not refused.problems:
            raise
        mine = [Problem(one.field.removeprefix(f"{said}_"), one.message, one.params) for one in refused.problems]
        raise Refused.all(mine, refused.status) from refused


async def steps() -> list[Row]:
    return [
        {"id": one["id"], "days": Decimal(one["days"]), "title": one["job_title"], "outside": (one["outside"] or {}).get("zh")}
        for one in (await settings()).steps
    ]


async def write_step(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    """All of a step is its key: there is nothing left to change in one that stands."""
    await set_step(fields, by=by, now=now)


register(
    Small(RULES, rules, write_rule, ("severity",)).sheet(
        "finding_rules", N_("问题的期限"), permit="finding.rules", back="/findings/rules"
    )
)
register(
    Small(STEPS, steps, write_step, ("days", "title", "outside")).sheet(
        "escalation", N_("逾期上报"), permit="finding.rules", back="/findings/rules"
    )
)
