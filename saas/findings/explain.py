"""Why it came to this: five whys, a category of the company's own, or both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.causes import explanation
from saas.findings.gate import at_work
from saas.refusals import Refused
from saas.words import N_


async def explain(finding: UUID, category: UUID | None, whys: Sequence[str], *, by: UUID, now: datetime) -> UUID:
    """Whoever mends it or leads its line says why; what was said before stays to be read. Returns the record's id.

    Refused: 404 for anybody else, 409 once it is closed, 422 where nothing is said or the category is not on the list.
    """
    await at_work(finding, by=by, now=now, leader=True, states=("open", "acted"))
    kept = await explanation(finding, category, whys, by=by, now=now)
    if kept is None:
        raise Refused(422, N_("请写至少一个为什么，或选择原因类别。"), field="whys")
    await trail.record("explain", "finding", finding, by=by, now=now)
    return kept
