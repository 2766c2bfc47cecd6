"""A rule by which scores come to money: whose, by which result of which model, and which inputs a cycle tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.models import reads
from saas.models.programs import kept_program
from saas.refusals import Problem, Refused
from saas.schemes.pay import known
from saas.values import as_id
from saas.words import N_
from tenants import current, db

LONGEST = 60
INSERT = """
    insert into pay_rules (tenant_id, name, model_id, result, subject_kind, job_title, bindings, set_by, set_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id"""


async def set_pay(given: Mapping[str, str], tongue: str, *, by: UUID, now: datetime) -> UUID:
    """Fields name, kind ("post" or "unit"), title, result ("model/name"), bindings (a line each: input = source).

    Refused 422 at the fields.
    """
    problems = []
    if not given.get("name") or len(given["name"]) > LONGEST:
        problems.append(Problem("name", N_("请写名称，最多 60 个字。")))
    kind = given.get("kind", "post")
    if kind not in ("post", "unit"):
        problems.append(Problem("kind", N_("请选一项。")))
    model, _, result = given.get("result", "").partition("/")
    found = await reads.version(wanted) if (wanted := as_id(model)) else None
    bindings, wrong = bound(given.get("bindings", ""))
    problems += wrong
    if found is None or result not in kept_program(found).model.results:
        problems.append(Problem("result", N_("请选模型的一个结果。")))
    elif unknown := [name for name in bindings if kept_program(found).at.get(name) not in kept_program(found).start]:
        problems.append(Problem("bindings", N_("模型里没有输入“%(name)s”。"), {"name": unknown[0]}))
    if problems or wanted is None:
        raise Refused.all(problems)
    title = given.get("title", "") if kind == "post" else ""
    rule: UUID = await db().fetchval(INSERT, current(), {tongue: given["name"]}, wanted, result, kind, title, bindings, by, now)
    await trail.record("set", "pay_rule", rule, by=by, now=now, name=given["name"])
    return rule


def bound(text: str) -> tuple[dict[str, str], list[Problem]]:
    """Input → source; at least one, or the money would not depend on the score at all."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.replace("＝", "=").replace("；", "\n").replace(";", "\n").splitlines()):
        name, _, source = (part.strip() for part in line.partition("="))
        if not name or not known(source):
            return {}, [Problem("bindings", N_("“%(line)s”看不懂，写成“输入 = 来源”。"), {"line": line.strip()[:40]})]
        found[name] = source
    return found, [] if found else [Problem("bindings", N_("至少写一个输入从哪里来。"))]
