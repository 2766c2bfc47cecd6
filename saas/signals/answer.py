"""A leader has looked: fine and why, talked it over, or the list is the fault. How far a kind is believed learns from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.reviews.gate import required
from saas.signals.words import ANSWERS
from saas.words import N_
from tenants import current, db

LONGEST = 300
HELD = """
    select s.state from signals s where s.tenant_id = $1 and s.id = $2 and s.membership_id <> $3 and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = s.unit_id and l.ancestor_id = any ($4))"""


async def answer(signal: UUID, given: Mapping[str, str], *, heads: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Refused: 404 outside the lines led or about oneself, 409 when it is open no more, 422 at the fields."""
    state = await db().fetchval(HELD, current(), signal, by, list(heads))
    if state is None:
        raise not_found()
    said = given.get("answer", "")
    if said not in ANSWERS:
        raise Refused(422, N_("请选择看过以后怎么样。"), field="answer")
    note = required(given.get("note", ""), field="note", longest=LONGEST)
    done = await db().fetchval(
        """update signals set state = 'answered', answer = $3, note = $4, answered_by = $5, answered_at = $6
            where tenant_id = $1 and id = $2 and state = 'open' returning id""",
        current(), signal, said, note, by, now,
    )  # fmt: skip
    if done is None:
        raise Refused(409, N_("这条提示已经有人答复，或已经自己消失。"))
    await trail.record("answer", "signal", signal, by=by, now=now, why=note, answer=said)
