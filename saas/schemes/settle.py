"""Settle a closed cycle in money: what each rule comes to, and only what differs from the editions before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.models.programs import kept_program
from saas.models.reads import Version
from saas.refusals import Refused, not_found
from saas.schemes import pay_reads
from saas.schemes.pay import Due, difference, due, earned_of
from saas.scores.sheet import Sheet, from_json
from saas.values import ZERO
from saas.words import N_
from tenants import current, db

CLOSED = """
    select k.sheet, (select coalesce(jsonb_object_agg(s.subject_kind || '/' || s.subject_id, s.shown::text)
                                     filter (where s.shown is not null), '{}')
                       from scores s where s.tenant_id = $1 and s.cycle_id = c.id) as scores
      from cycles c left join closures k on k.tenant_id = $1 and k.cycle_id = c.id
     where c.tenant_id = $1 and c.id = $2 for update of c"""
# Of a rule that was settled before, the version it was settled by: a restatement changes scores, never the method.
VERSION = """
    select v.id, v.number, v.body, v.published_at from model_versions v
     where v.tenant_id = $1 and v.model_id = $2
     order by v.id = (select p.version_id from payouts p where p.tenant_id = $1 and p.rule_id = $3 and p.cycle_id = $4
                       order by p.edition desc limit 1) desc nulls last, v.number desc limit 1"""
BEFORE = """
    select subject_id, max(edition) as edition, sum(difference) as paid from payouts
     where tenant_id = $1 and rule_id = $2 and cycle_id = $3 group by 1"""
INSERT = """
    insert into payouts (tenant_id, rule_id, cycle_id, subject_id, edition, version_id, given, amount, difference, settled_by,
                         settled_at)
    select $1, $2, $3, p.subject, p.edition, $4, p.given, p.amount, p.difference, $6, $7
      from jsonb_to_recordset($5) p (subject uuid, edition int, given jsonb, amount numeric, difference numeric)"""


async def settle(cycle: UUID, *, by: UUID, now: datetime) -> int:
    """How many amounts are new or other than before; run again it finds none. A rule that was set after the cycle was first
    settled does not reach back. Refused: 404 unknown, 409 not closed.
    """
    row = await db().fetchrow(CLOSED, current(), cycle)
    if row is None:
        raise not_found()
    if row["sheet"] is None:
        raise Refused(409, N_("这个周期还没有结算。"))
    sheet, scores = from_json(row["sheet"]), {key: Decimal(text) for key, text in row["scores"].items()}
    count = 0
    begun = await db().fetchval(
        "select min(settled_at) from payouts where tenant_id = $1 and cycle_id = $2", current(), cycle
    )
    for rule in await pay_reads.rules():
        if begun is not None and rule.set_at > begun:
            continue  # it may stand for one that has paid this cycle already
        count += await _by_rule(cycle, rule, sheet, scores, by=by, now=now)
    await trail.record("settle", "cycle", cycle, by=by, now=now, payouts=count)
    return count


async def _by_rule(
    cycle: UUID, rule: pay_reads.Rule, sheet: Sheet, scores: Mapping[str, Decimal], *, by: UUID, now: datetime
) -> int:
    version = Version(**await db().fetchrow(VERSION, current(), rule.model_id, rule.id, cycle))
    mine = {key.partition("/")[2]: score for key, score in scores.items() if key.startswith(rule.subject_kind + "/")}
    earned = earned_of(sheet, rule.subject_kind, rule.job_title, mine)
    told = due(kept_program(version), rule.result, rule.bindings, earned)
    before = {str(row["subject_id"]): row for row in await db().fetch(BEFORE, current(), rule.id, cycle)}
    rows = [made for each in told if (made := _row(each, before.get(each.subject)))]
    if rows:
        await db().execute(INSERT, current(), rule.id, cycle, version.id, rows, by, now)
    return len(rows)


def _row(each: Due, before: Any) -> dict[str, Any] | None:
    """None where nothing is to be paid or taken back on top of what was."""
    amount = each.value if isinstance(each.value, Decimal) else None
    if amount is None and before is None:
        return None
    more = difference([before["paid"]] if before else [], amount or ZERO)
    if before is not None and more == 0:
        return None
    return {
        "subject": each.subject, "edition": 1 + (before["edition"] if before else 0), "amount": str(amount or ZERO),
        "difference": str(more), "given": {name: None if value is None else str(value) for name, value in each.given.items()},
    }  # fmt: skip
