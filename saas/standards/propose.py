"""Put a draft before a reviewer, with the reason, the day and the readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import Problem, Refused
from saas.standards.gate import writable
from saas.standards.quiz import READERS
from saas.words import N_
from tenants import current, db

LONGEST = 1_000


async def propose(
    draft: UUID, why: str, effective_from: date, readers: Sequence[str], *, today: date, by: UUID, now: datetime
) -> UUID:
    """From now on nobody changes the draft. Refused: 404, 409 as the gate says, 422 naming the fields."""
    await writable(draft)
    row = await db().fetchrow(
        """select b.number, b.effective_from,
             (select count(*) from draft_nodes n where n.tenant_id = $1 and n.draft_id = d.id) as changes
           from standard_drafts d left join standards b on b.tenant_id = $1 and b.id = d.base_id
           where d.tenant_id = $1 and d.id = $2""",
        current(), draft,
    )  # fmt: skip
    problems = []
    if not why.strip() or len(why) > LONGEST:
        problems.append(Problem("why", N_("请写明为什么改，最多 %(most)s 个字。"), {"most": LONGEST}))
    if effective_from < today:
        problems.append(Problem("effective_from", N_("执行日期不能早于今天。")))
    elif row["effective_from"] and effective_from < row["effective_from"]:
        late = N_("第 %(n)s 版 %(day)s 起执行，新版不能比它早。")
        problems.append(Problem("effective_from", late, {"n": row["number"], "day": str(row["effective_from"])}))
    if not row["changes"]:
        problems.append(Problem("why", N_("草稿里还没有改动。")))
    if problems:
        raise Refused.all(problems)
    made: UUID = await db().fetchval(
        """insert into standard_proposals (tenant_id, draft_id, proposed_by, proposed_at, why, effective_from, readers)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), draft, by, now, why.strip(), effective_from, [kind for kind in READERS if kind in readers],
    )  # fmt: skip
    await trail.record("propose", "standard_draft", draft, by=by, now=now, why=why.strip())
    return made
