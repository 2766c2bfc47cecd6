"""What scores came to in money, as a spreadsheet to read: whoever sees an amount on the page finds it here."""

from __future__ import annotations

from collections.abc import AsyncIterator

from saas.schemes.pay_reads import IN_SIGHT
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

PAYOUTS = (
    Column("cycle", N_("周期")),
    Column("rule", N_("规则"), width=24),
    Column("unit", N_("单元")),
    Column("subject", N_("岗位或单元"), width=24),
    Column("edition", N_("第几次"), kind="number", width=8),
    Column("amount", N_("应发"), kind="number"),
    Column("difference", N_("补发（负数为扣回）"), kind="number"),
    Column("settled_at", N_("计算时间"), kind="moment"),
    Column("by", N_("计算人")),
)


LIST = f"""
    select c.name as cycle, r.name as rule, coalesce(w.name, u.name) as unit, coalesce(o.name, u.name) as subject, p.edition,
           p.amount, p.difference, p.settled_at, m.name as by
      from payouts p join pay_rules r on r.tenant_id = $1 and r.id = p.rule_id
      join cycles c on c.tenant_id = $1 and c.id = p.cycle_id
      join memberships m on m.tenant_id = $1 and m.id = p.settled_by
      left join posts o on o.tenant_id = $1 and o.id = p.subject_id
      left join units w on w.tenant_id = $1 and w.id = o.unit_id
      left join units u on u.tenant_id = $1 and u.id = p.subject_id
     where p.tenant_id = $1 and {IN_SIGHT} order by c.from_date desc, p.rule_id, p.subject_id, p.edition"""  # noqa: S608 – constants


def payouts(visit: Visit) -> AsyncIterator[Row]:
    """Every edition of every cycle."""
    return stream(LIST, visit.leads(), visit.member)


register(Sheet("payouts", N_("得分兑现"), permit="score.read", columns=PAYOUTS, export=payouts, scoped=True, back="/payouts"))
