"""The short quiz of the next version as a spreadsheet: out as it stands, back into the draft."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.standards.open_draft import open_draft
from saas.standards.quiz import OPTIONS, Asked
from saas.standards.quiz_rows import form, planned, told, written_from
from saas.standards.write_quiz import write_quiz
from saas.words import N_
from tenants import current, db

CHOICES = (
    (N_("选项 1"), N_("选项 1（英文）")), (N_("选项 2"), N_("选项 2（英文）")), (N_("选项 3"), N_("选项 3（英文）")),
    (N_("选项 4"), N_("选项 4（英文）")),
)  # fmt: skip
COLUMNS = (
    Column("number", N_("题号"), kind="number", required=True, note=N_("1 到 5。"), width=8),
    Column("text_zh", N_("题目"), width=36), Column("text_en", N_("题目（英文）"), width=36),
    Column("code", N_("答案在哪一条"), note=N_("细节的编码"), width=14),
    Column("right", N_("正确选项"), kind="number", note=N_("选项的序号，1 到 4。"), width=10),
    *(
        Column(f"option{m}_{locale}", CHOICES[m - 1][at], width=24)
        for m in range(1, OPTIONS + 1) for at, locale in enumerate(("zh", "en"))
    ),
    Column("gone", N_("删除"), kind="flag", note=N_("填“是”就删掉这道题。")),
)  # fmt: skip
# That of the open draft, with its edition; without a draft a new one begins with none.
OPEN = """
    select d.quiz, (select coalesce(max(r.edition), 0) from revisions r
                     where r.tenant_id = $1 and r.noun = 'standard_draft' and r.noun_id = d.id) as edition
      from standard_drafts d where d.tenant_id = $1 and d.ended_at is null"""
NEWEST = """
    select s.quiz from standards s where s.tenant_id = $1 and s.published_at is not null order by s.number desc limit 1"""


async def rows() -> list[Row]:
    """Of the open draft; without one that of the newest version, as a start for the next."""
    draft = await db().fetchrow(OPEN, current())
    return told(draft["quiz"] if draft else await db().fetchval(NEWEST, current()) or [])


async def plan(given: list[Row], _: date) -> list[Change]:
    return planned(given, (await _open())[0])


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """The whole quiz at once: questions that the file leaves out stay. Refused as the editor refuses."""
    quiz, edition = await _open()
    after, _ = written_from(changes, quiz)
    await write_quiz(await open_draft(by=by, now=now), form(told(after)), edition, by=by, now=now)
    await progress(len(changes))
    return None


async def _open() -> tuple[list[Asked], int]:
    draft = await db().fetchrow(OPEN, current())
    return (draft["quiz"], draft["edition"]) if draft else ([], 0)


register(
    Sheet(
        "quiz", N_("小测"), permit="standard.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply, back="/standards"
    )
)  # fmt: skip
