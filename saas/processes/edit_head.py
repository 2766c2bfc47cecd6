"""Save the head of a draft: name and goal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas.processes.gate import open_draft
from saas.processes.reads import Draft
from saas.refusals import Problem, Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

TITLES = {"name_zh": N_("名称"), "name_en": N_("英文名称"), "goal_zh": N_("目标"), "goal_en": N_("目标（英文）")}
MOST = {"name_zh": 100, "name_en": 100, "goal_zh": 300, "goal_en": 300}


async def edit_head(process: UUID, given: Mapping[str, str], *, seen: int, by: UUID, now: datetime) -> None:
    """Refused: 404 no such process, 409 without a draft or Stale, 422 at the fields."""
    draft = await open_draft(process)
    after = head_of(draft) | {name: given[name] for name in TITLES if name in given}
    problems = [Problem(name, N_("最多 %(most)s 个字。"), {"most": n}) for name, n in MOST.items() if len(after[name]) > n]
    if not after["name_zh"] and not after["name_en"]:
        problems.append(Problem("name_zh", N_("请写名称。")))
    if problems:
        raise Refused.all(problems)
    await revise("process_draft", draft.id, seen, after, by=by, now=now, before=head_of(draft))
    await db().execute(
        "update process_drafts set name = $3, goal = $4 where tenant_id = $1 and id = $2",
        current(), draft.id, _said(after, "name"), _said(after, "goal"),
    )  # fmt: skip


def head_of(draft: Draft) -> dict[str, str]:
    """The head as its form shows it."""
    texts = (("name", draft.name), ("goal", draft.goal))
    return {f"{word}_{language}": text.get(language, "") for word, text in texts for language in ("zh", "en")}


def _said(fields: Mapping[str, str], word: str) -> dict[str, str]:
    return {language: fields[f"{word}_{language}"] for language in ("zh", "en") if fields[f"{word}_{language}"]}
