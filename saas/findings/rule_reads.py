"""What a company has set for its findings: days and evidence, steps up the line, causes to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from saas.findings.rules import RULES, Rule
from tenants import current, db

SET = """
    select (select jsonb_agg(jsonb_build_array(r.severity, r.days, r.evidence, r.again_days)) from finding_rules r
             where r.tenant_id = $1) as rules,
           (select coalesce(max(v.edition), 0) from revisions v
             where v.tenant_id = $1 and v.noun = 'finding_rules' and v.noun_id = $1) as edition,
           (select jsonb_agg(jsonb_build_object('id', e.id, 'days', e.days, 'job_title', e.job_title, 'title', j.name,
                                                'outside', e.outside) order by e.days, e.id)
              from escalation_rules e left join job_titles j on j.tenant_id = $1 and j.code = e.job_title
             where e.tenant_id = $1) as steps,
           (select jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name, 'retired', c.retired_on is not null,
                    'used', (select count(*) from explanations x where x.tenant_id = $1 and x.cause_id = c.id),
                    'edition', (select coalesce(max(v.edition), 0) from revisions v
                                 where v.tenant_id = $1 and v.noun = 'cause' and v.noun_id = c.id))
                    order by c.retired_on nulls first, c.position, c.code)
              from causes c where c.tenant_id = $1) as causes,
           (select jsonb_agg(jsonb_build_array(j.code, j.name) order by j.code) from job_titles j
             where j.tenant_id = $1) as titles"""


@dataclass(frozen=True)
class Settings:
    """`steps` and `causes` in order; `titles`: (code, name) of job titles."""

    rules: dict[str, Rule]
    edition: int
    steps: list[dict[str, Any]]
    causes: list[dict[str, Any]]
    titles: list[tuple[str, dict[str, str]]]


async def settings() -> Settings:
    """Everything the page shows, in one statement."""
    row = await db().fetchrow(SET, current())
    return Settings(_rules(row["rules"]), row["edition"], row["steps"] or [], row["causes"] or [], row["titles"] or [])


async def rules_now() -> dict[str, Rule]:
    """Severity → how it is treated, whether set or as the house has it."""
    rows = await db().fetch(
        "select severity, days, evidence, again_days from finding_rules where tenant_id = $1 for update", current()
    )
    return _rules([list(row) for row in rows])


def _rules(rows: list[Any] | None) -> dict[str, Rule]:
    return RULES | {severity: Rule(*rest) for severity, *rest in rows or ()}
