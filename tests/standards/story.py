"""Versions of the standards, told through the verbs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.standards.add_line import add_line
from saas.standards.confirm import confirm
from saas.standards.draft_reads import opened
from saas.standards.edit_line import edit_line
from saas.standards.gate import line_of
from saas.standards.keep_file import keep_file
from saas.standards.lines import flat
from saas.standards.open_draft import open_draft
from saas.standards.propose import propose
from saas.standards.publish import publish
from saas.standards.write_quiz import write_quiz
from tenants import current, db, inside
from tests.cast import Actor, Firm

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
QUIZ = {
    "text-0-zh": "冰柜最高几度？", "option-0-0-zh": "-18 ℃", "option-0-1-zh": "0 ℃", "right-0": "0", "code-0": "A1.1.2.1",
    "text-1-zh": "多久查一次？", "option-1-0-zh": "每周", "option-1-1-zh": "每天", "right-1": "1",
}  # fmt: skip
RIGHT = {"q-0": "0", "q-1": "1"}


async def detail_of(who: Actor) -> UUID:
    """A detail of the newest version for which a post of this person is responsible."""
    found: UUID = await db().fetchval(
        """select n.id from responsibilities r join standard_nodes n on n.tenant_id = $1 and n.code = r.detail_code
             join standards s on s.tenant_id = $1 and s.id = n.standard_id
            where r.tenant_id = $1 and r.post_id = any ($2) and r.kind = 'responsible' order by s.number desc, n.position limit 1""",
        current(), who.posts,
    )  # fmt: skip
    return found


async def change(
    draft: UUID, line: UUID, *, by: UUID, now: datetime, files: tuple[UUID, ...] = (), seen: int | None = None, **fields: str
) -> None:
    """Save the form of a line with some fields written anew; opened just now unless `seen` says otherwise."""
    row = await line_of(draft, line)
    seen = (await opened(draft, line)).edition if seen is None else seen
    await edit_line(draft, line, flat(row, row["parent_code"] or "") | fields, files, seen, by=by, now=now)


async def publish_change(firm: Firm, *, now: datetime, quiz: dict[str, str] = QUIZ, **fields: str) -> UUID:
    """A new version in which one detail of the staff's post says something else; approved by the executive."""
    today, admin = now.date(), firm.admin.member
    async with inside(firm.id):
        draft = await open_draft(by=admin, now=now)
        line = await detail_of(firm.staff)
        await change(draft, line, by=admin, now=now, **(fields or {"name_zh": "每天开门前测一次温度"}))
        if quiz:
            await write_quiz(draft, quiz, 0, by=admin, now=now)
        proposal = await propose(draft, "夏季投诉多", today, ["responsible"], today=today, by=admin, now=now)
        return await publish(proposal, today=today, by=firm.executive.member, now=now)


async def live_standards(firm: Firm, now: datetime) -> dict[str, UUID]:
    """A second version that was read, and a third one that waits for its reviewer: one id of each kind."""
    standard = await publish_change(firm, now=now)
    admin, today = firm.admin.member, now.date()
    async with inside(firm.id):
        await confirm(standard, {}, today=today, by=firm.staff.member, now=now)
        await confirm(standard, RIGHT, today=today, by=firm.staff.member, now=now)
        draft = await open_draft(by=admin, now=now)
        file = await keep_file("说明书.pdf", PDF, by=admin, now=now)
        line = await add_line(draft, "system", {"code": "Z", "name_zh": "试点"}, by=admin, now=now)
        await change(draft, await detail_of(firm.staff), by=admin, now=now, files=(file,), name_zh="每班测一次温度")
        proposal = await propose(draft, "试点两个月", today, ["responsible"], today=today, by=admin, now=now)
    return {"standard": standard, "draft": draft, "line": line, "proposal": proposal, "file": file}
