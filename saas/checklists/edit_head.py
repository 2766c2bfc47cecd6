"""Save the head of a draft: name, scoring, sections with their weights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.checklists import reads
from saas.checklists.drafted import Draft
from saas.checklists.gate import open_draft
from saas.checklists.head import head_from, head_of
from saas.refusals import Problem, Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def edit_head(checklist: UUID, given: Mapping[str, str], *, seen: int, by: UUID, now: datetime) -> None:
    """A section whose name is emptied goes, once it has no points. Points with codes of sections stay as they are.

    Refused: 404 no such list, 409 without a draft or Stale, 422 at the fields.
    """
    draft = await open_draft(checklist)
    name, scoring, sections, problems = head_from(given, draft)
    problems += await _lost(draft, sections, now)
    if problems:
        raise Refused.all(problems)
    after = head_of(name, scoring, sections)
    await revise(
        "checklist_draft", draft.id, seen, after, by=by, now=now, before=head_of(draft.name, draft.scoring, draft.sections)
    )
    await db().execute(
        "update checklist_drafts set name = $3, scoring = $4, sections = $5 where tenant_id = $1 and id = $2",
        current(), draft.id, name, scoring, sections,
    )  # fmt: skip


async def _lost(draft: Draft, sections: list[dict[str, Any]], now: datetime) -> list[Problem]:
    """Sections that would go although they hold points."""
    left = {section["code"] for section in sections}
    held = {point.section for point in await reads.points(draft.id, now.date())} - left
    places = {section["code"]: n for n, section in enumerate(draft.sections, 1)}
    return [Problem(f"s{places[code]}_zh", N_("这一部分还有检查项，先移走再删。")) for code in held if code in places]
