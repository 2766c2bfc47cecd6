"""A leader of the line says whether it is taken up, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused
from saas.suggestions.gate import in_line
from saas.suggestions.rules import ANSWER_LONGEST, DECISIONS
from saas.suggestions.tell import tell
from saas.words import N_
from tenants import current, db


async def answer(
    suggestion: UUID, decision: str, text: str, *, heads: Sequence[UUID], by: UUID, now: datetime
) -> None:  # fmt: skip
    """Once, by somebody else than the proposer; the proposer is told.

    Refused: 404 outside the line, 409 answered or withdrawn, 422 at `decision` or `text`.
    """
    row = await in_line(suggestion, heads)
    if row["membership_id"] == by:
        raise Refused(409, N_("自己的建议由上级或别的负责人答复。"))
    if row["withdrawn_at"]:
        raise Refused(409, N_("提的人已经撤回。"))
    if decision not in DECISIONS:
        raise Refused(422, N_("请选择采纳或不采纳。"), field="decision")
    if not text or len(text) > ANSWER_LONGEST:
        raise Refused(422, N_("请写明怎么办或为什么，最多 %(most)s 字。"), field="text", most=ANSWER_LONGEST)
    kept = await db().execute(
        """insert into suggestion_answers (tenant_id, suggestion_id, decision, text, membership_id, at)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing""",
        current(), suggestion, decision, text, by, now,
    )  # fmt: skip
    if kept != "INSERT 0 1":
        raise Refused(409, N_("已经有人答复过。"))
    await trail.record("answer", "suggestion", suggestion, by=by, now=now, decision=decision)
    said = {language: SAID[decision][language] for language in ("zh", "en")}
    await tell("answered", suggestion, now=now, what=said, why=text, slot="answer")


SAID = {"adopted": {"zh": "采纳", "en": "adopted"}, "declined": {"zh": "不采纳", "en": "not taken up"}}
