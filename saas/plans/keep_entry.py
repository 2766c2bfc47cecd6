"""Add a measure to the library, or change one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.refusals import Problem, Refused
from saas.values import NotANumber, parse_number
from saas.words import N_
from tenants import current, db

LONGEST, LONGEST_CODE, MOST_HOURS, MOST_POINTS = 200, 20, 400, 60


async def keep_entry(given: Mapping[str, str], points: Sequence[str], *, by: UUID, now: datetime) -> str:
    """Fields code, title_zh, title_en, problem_zh, problem_en, effort in hours; `points`: codes it is for, all of them.
    Returns the code. What was signed under the old words stays as it was.

    Refused 422 with every faulty field.
    """
    faults: list[Problem] = []
    code = given.get("code", "").strip()
    if not code or len(code) > LONGEST_CODE or not all(c.isalnum() or c in ".-_" for c in code):
        faults.append(Problem("code", N_("请填写编码：字母、数字、点和短横，最多 %(most)s 个字。"), {"most": LONGEST_CODE}))
    title, problem = _both(given, "title"), _both(given, "problem")
    if not title or any(len(text) > LONGEST for text in title.values()):
        faults.append(Problem("title_zh", N_("请写明措施，最多 %(most)s 字。"), {"most": LONGEST}))
    hours = _hours(given.get("effort", ""), faults)
    chosen = list(dict.fromkeys(points))[:MOST_POINTS]
    if not chosen:
        faults.append(Problem("points", N_("请至少选一个检查项。")))
    if unknown := await _unknown(chosen):
        faults.append(Problem("points", N_("检查表里没有这些检查项：%(codes)s。"), {"codes": " ".join(unknown)}))
    if faults:
        raise Refused.all(faults)
    await _write(code, title, problem or title, hours, chosen)
    await trail.record("keep", "measure_entry", current(), by=by, now=now, code=code, points=chosen)
    return code


async def _unknown(points: Sequence[str]) -> list[str]:
    """Those that no list asks, and that the library does not have either."""
    rows = await db().fetch(
        """select x.code from unnest($2::text[]) with ordinality x (code, n)
            where not exists (select from points p where p.tenant_id = $1 and p.code = x.code)
              and not exists (select from measure_library l where l.tenant_id = $1 and l.point_code = x.code) order by x.n""",
        current(), list(points),
    )  # fmt: skip
    return [row["code"] for row in rows]


async def _write(code: str, title: dict[str, str], problem: dict[str, str], hours: Decimal, points: list[str]) -> None:
    await db().execute(
        "delete from measure_library where tenant_id = $1 and code = $2 and point_code <> all ($3)", current(), code, points
    )
    await db().execute(
        """insert into measure_library (tenant_id, code, point_code, problem, title, effort)
           select $1, $2, p, $3, $4, $5 from unnest($6::text[]) p
           on conflict (tenant_id, point_code, code) do update
              set problem = excluded.problem, title = excluded.title, effort = excluded.effort""",
        current(), code, problem, title, hours, points,
    )  # fmt: skip


def _both(given: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: text for key in ("zh", "en") if (text := given.get(f"{name}_{key}", "").strip())}


def _hours(typed: str, faults: list[Problem]) -> Decimal:
    try:
        hours = parse_number(typed)
    except NotANumber:
        hours = Decimal(0)
    if not 0 < hours <= MOST_HOURS:
        faults.append(Problem("effort", N_("请填写要花多少小时，最多 %(most)s。"), {"most": MOST_HOURS}))
    return hours
