"""Definitions of indicators from a spreadsheet, into their drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas.indicators import reads
from saas.indicators.begin import begin
from saas.indicators.edit_draft import edit_draft
from saas.indicators.form import Indicator, body_of
from saas.indicators.gate import held
from saas.indicators.open_indicator import open_indicator


async def take_definitions(forms: Sequence[tuple[str, Indicator]], *, by: UUID, now: datetime) -> None:
    """Each code and what it says now; a new code opens an indicator. Refused as the verbs of drafts."""
    known = await reads.newest()
    for code, form in forms:
        if code not in known:
            await open_indicator(form.name, code, by=by, now=now, body=body_of(form))
            continue
        found, _, open_already = known[code]
        if not open_already:
            await begin(found, by=by, now=now)
        await edit_draft(found, body_of(form), seen=(await held(found)).edition, by=by, now=now)
