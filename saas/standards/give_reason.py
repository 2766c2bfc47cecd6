"""Bring what was learned at work into the next version of the standards: a line changed in the draft, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused
from saas.standards.edit_line import edit_line
from saas.standards.gate import line_of, writable
from saas.standards.lines import flat
from saas.standards.open_draft import open_draft
from saas.standards.overlay import OVERLAY
from saas.words import N_
from tenants import current, db

LINE = f"""
with tree as ({OVERLAY})
select t.id, t.fate, (select coalesce(max(r.edition), 0) from revisions r
                       where r.tenant_id = $1 and r.noun = 'standard_node' and r.noun_id = t.id) as edition
  from tree t where t.code = $3 and t.level = 'detail'"""  # noqa: S608 – a piece of our own


@dataclass(frozen=True)
class Lesson:
    """Words added to the controlling principle of a detail, and why; `page`: where that can be read; `source`: of what."""

    detail: str
    words: Mapping[str, str]
    why: Mapping[str, str]
    page: str
    source: UUID


async def give_reason(lesson: Lesson, *, by: UUID, now: datetime) -> UUID:
    """Open the draft where none is, add the words to the line, keep the reason with it; returns the draft.

    Refused: 409 while the draft is reviewed or when this source gave its reason to this line before, 422 for a detail that
    is not in the standards any more.
    """
    draft = await open_draft(by=by, now=now)
    await writable(draft)
    row = await db().fetchrow(LINE, current(), draft, lesson.detail)
    if row is None or row["fate"] == "removed":
        raise Refused(422, N_("标准里已经没有这条细节，请先在标准里补上。"), field="standard")
    if not await _keep(draft, row["id"], lesson, by, now):
        raise Refused(409, N_("这条理由已经写进标准草稿了。"), field="standard")
    line = await line_of(draft, row["id"])
    given = flat(line, line["parent_code"] or "")
    given |= {f"principle_{key}": _with(given[f"principle_{key}"], words, key) for key, words in lesson.words.items()}
    await edit_line(draft, row["id"], given, line["attachments"], row["edition"], by=by, now=now)
    await trail.record("give_reason", "standard_draft", draft, by=by, now=now, detail=lesson.detail, source=str(lesson.source))
    return draft


async def _keep(draft: UUID, line: UUID, lesson: Lesson, by: UUID, now: datetime) -> bool:
    kept = await db().fetchval(
        """insert into draft_reasons (tenant_id, draft_id, node_id, why, page, source_id, given_by, given_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id""",
        current(), draft, line, dict(lesson.why), lesson.page, lesson.source, by, now,
    )  # fmt: skip
    return kept is not None


def _with(before: str, words: str, language: str) -> str:
    """After what stands there, as a sentence of its own."""
    mark = "；" if language == "zh" else "; "
    return f"{before}{mark}{words}" if before and words else before or words
