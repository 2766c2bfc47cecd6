"""Why it came to this: what was told of a finding's cause, written down, and as one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas.findings.rules import MOST_WHYS, cause_of
from saas.refusals import Refused
from saas.reviews.gate import optional
from saas.words import N_
from tenants import current, db

NEWEST = """
    select e.id, e.cause_id, e.whys from explanations e
     where e.tenant_id = $1 and e.finding_id = $2 order by e.at desc, e.id desc limit 1"""
LAST = """
    select e.whys, c.name from explanations e
      left join causes c on c.tenant_id = $1 and c.id = e.cause_id
     where e.tenant_id = $1 and e.finding_id = $2 order by e.at desc, e.id desc limit 1"""


async def explanation(finding: UUID, category: UUID | None, whys: Sequence[str], *, by: UUID, now: datetime) -> UUID | None:
    """Keep a category, a chain of whys, or both; None where nothing was told; what stands already is
    not written twice. Refused 422 at `category` or `whys`.
    """
    chain = [optional(why, field="whys") for why in whys if why.strip()]
    if len(chain) > MOST_WHYS:
        raise Refused(422, N_("最多问五个为什么。"), field="whys")
    if category is not None and not await db().fetchval(
        "select true from causes where tenant_id = $1 and id = $2 and retired_on is null", current(), category
    ):
        raise Refused(422, N_("请从列表中选择原因类别。"), field="category")
    if category is None and not chain:
        return None
    last = await db().fetchrow(NEWEST, current(), finding)
    if last is not None and (last["cause_id"], last["whys"]) == (category, chain):
        return last["id"]
    kept: UUID = await db().fetchval(
        """insert into explanations (tenant_id, finding_id, cause_id, whys, membership_id, at)
           values ($1, $2, $3, $4, $5, $6) returning id""",
        current(), finding, category, chain, by, now,
    )  # fmt: skip
    return kept


async def cause(finding: UUID, text: str) -> str:
    """The cause in one sentence: as told, else as it was explained last; "" where nothing was."""
    row = None if text.strip() else await db().fetchrow(LAST, current(), finding)
    if row is None:
        return text
    name = row["name"] or {}
    return cause_of(list(row["whys"]), "", name.get("zh") or name.get("en") or "")
