"""Models from a spreadsheet, into their drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas.models import reads
from saas.models.begin import begin
from saas.models.edit_draft import edit_draft
from saas.models.form import Model, body_of
from saas.models.gate import held
from saas.models.open_model import open_model


async def take_lines(models: Sequence[tuple[str, Model]], *, by: UUID, now: datetime) -> None:
    """Each code and what it says now; a new code opens a model. Refused as the verbs of drafts."""
    known = await reads.newest()
    for code, model in models:
        if code not in known:
            await open_model(model.name, code, by=by, now=now, body=body_of(model))
            continue
        found, _, open_already = known[code]
        if not open_already:
            await begin(found, by=by, now=now)
        await edit_draft(found, body_of(model), seen=(await held(found)).edition, by=by, now=now)
