"""How long the answer to a suggestion may take, and how fast it goes up the line when it is late."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.revisions import revise, titles
from saas.suggestions.reads import rules_now
from saas.suggestions.rules import MOST_DAYS
from saas.values import whole
from saas.words import N_
from tenants import current, db

NOUN = "suggestion_rules"
FIELDS = {"answer_days": N_("几天内答复"), "raise_days": N_("逾期后每几天再上报一级")}
titles(NOUN, FIELDS, word=N_("建议的答复期限"))


async def set_rules(given: Given, *, by: UUID, now: datetime) -> int:
    """Those that wait keep their date. Refused: 422 at its field, 409 Stale."""
    kept = {name: _days(given, name) for name in FIELDS}
    given.done()
    before = await rules_now()
    edition = await revise(
        NOUN, current(), given.edition(), kept, by=by, now=now, before={name: getattr(before, name) for name in FIELDS}
    )
    await db().execute(
        """insert into suggestion_rules (tenant_id, answer_days, raise_days) values ($1, $2, $3)
           on conflict (tenant_id) do update set answer_days = excluded.answer_days, raise_days = excluded.raise_days""",
        current(), *kept.values(),
    )  # fmt: skip
    await trail.record("set", NOUN, current(), by=by, now=now)
    return edition


def _days(given: Given, name: str) -> int:
    figure = whole(given.text(name), 2)
    if figure is None or not 1 <= figure <= MOST_DAYS:
        given.wrong(name, N_("请填 %(least)s 到 %(most)s 之间的整数。"), least=1, most=MOST_DAYS)
    return figure or 1
