"""Categories of causes as a spreadsheet, out and in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.findings.set_cause import set_cause
from saas.org.given import Given
from saas.refusals import Refused
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, register
from saas.words import N_
from tenants import current, db

COLUMNS = (
    Column("code", N_("编码"), required=True, width=14),
    Column("name_zh", N_("名称"), width=24),
    Column("name_en", N_("英文名称"), width=24),
    Column("retired", N_("停用"), kind="flag"),
)
FIELDS = ("name_zh", "name_en", "retired")
ROWS = """
    select c.id, c.code, c.name ->> 'zh' as name_zh, c.name ->> 'en' as name_en, c.retired_on is not null as retired,
           (select coalesce(max(v.edition), 0) from revisions v
             where v.tenant_id = $1 and v.noun = 'cause' and v.noun_id = c.id) as edition
      from causes c where c.tenant_id = $1 order by c.position, c.code"""


async def rows() -> list[Row]:
    return [dict(row) for row in await db().fetch(ROWS, current())]


async def plan(given: list[Row], _: date) -> list[Change]:
    """By code; a column that is not in the file stays as it is, and nothing is taken away by leaving it out."""
    known = {row["code"]: row for row in await rows()}
    seen: set[str] = set()
    found = []
    for row in given:
        found.append(_change(row, known.get(row.get("code") or "", {}), seen))
        seen.add(row.get("code") or "")
    return found


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """A short list: each through the verb that the page uses."""
    for n, change in enumerate(changes, 1):
        cause, fields = change.target
        await set_cause(cause, Given(fields), by=by, now=now, today=now.date())
        await progress(n)
    return None


def _change(row: Row, was: Mapping[str, Any], seen: set[str]) -> Change:
    code = row.get("code") or ""
    wanted = {name: row[name] if name in row else was.get(name) for name in FIELDS}
    fields = {"code": code, "name_zh": wanted["name_zh"] or "", "name_en": wanted["name_en"] or ""}
    fields |= {"retired": "on" if wanted["retired"] else "", "edition": str(was.get("edition", 0))}
    problems = _problems(fields)
    if code in seen:
        problems.append(Problem("code", N_("编码 %(code)s 在文件里出现了两次。"), {"code": code}))
    if problems:
        return Change(row["_row"], "refuse", code, problems=problems)
    differs = {name: (was.get(name), wanted[name]) for name in FIELDS if (was.get(name) or None) != (wanted[name] or None)}
    target = (was.get("id"), fields)
    return Change(row["_row"], ("change" if differs else "same") if was else "add", code, differs, target=target)


def _problems(fields: dict[str, str]) -> list[Problem]:
    """What the verb would refuse, before it is asked."""
    given = Given(fields)
    given.code()
    given.name()
    try:
        given.done()
    except Refused as refused:
        return list(map(_problem, refused.problems))
    return []


def _problem(one: Any) -> Problem:
    return Problem(one.field, one.message, one.params)


register(
    Sheet("causes", N_("原因类别"), permit="finding.rules", columns=COLUMNS, export=rows, plan=plan, apply=apply,
          back="/findings/rules")
)  # fmt: skip
