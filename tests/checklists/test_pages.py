"""The editor through the app: a list is begun, edited, published; refusals stand at their fields."""

from __future__ import annotations

import re

import pytest

from saas.checklists.begin import begin
from tenants import db, inside


@pytest.fixture
async def firm(cast):
    return cast.brand


@pytest.fixture
async def checklist(firm, world):
    """The first list of the company, with an open draft."""
    async with inside(firm.id):
        found = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", firm.id)
        await begin(found, by=firm.admin.member, now=world.now)
    return found


async def points(firm, checklist):
    async with inside(firm.id):
        return await db().fetch(
            """select p.* from draft_points p join checklist_drafts d on d.tenant_id = $1 and d.id = p.draft_id
                where p.tenant_id = $1 and d.checklist_id = $2 order by p.position""",
            firm.id, checklist,
        )  # fmt: skip


def form_of(html: str) -> dict[str, str]:
    """The fields of the point's form as the page shows them."""
    part = html[html.index('id="point-form"') : html.index("</form>", html.index('id="point-form"'))]
    given = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', part))
    given |= dict(re.findall(r'<textarea id="(\w+)"[^>]*>([^<]*)</textarea>', part))
    for name, inner in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        given[name] = chosen[1] if chosen else ""
    if 'name="veto" value="on" checked' not in part:
        given.pop("veto", None)
    return given


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_every_page_of_the_editor_opens_in_few_statements(client, firm, checklist, statements, locale):
    admin = client(firm.admin, **{"accept-language": locale})
    one = (await points(firm, checklist))[0]["id"]
    for path in (
        "checklists/drafts", f"checklists/{checklist}/draft", f"checklists/{checklist}/draft?point={one}",
        f"checklists/{checklist}/draft/publication", f"checklists/{checklist}/versions", "checklists/details?detail=C",
    ):  # fmt: skip
        statements.clear()
        answer = await admin.get(f"/{firm.slug}/{path}")
        assert answer.status_code == 200, path
        assert len(statements) <= 3, path


async def test_saving_what_the_form_shows_changes_nothing(client, firm, checklist):
    admin = client(firm.admin)
    for before in await points(firm, checklist):
        html = (await admin.get(f"/{firm.slug}/checklists/{checklist}/draft?point={before['id']}")).text
        answer = await admin.post(f"/{firm.slug}/draft-points/{before['id']}", data=form_of(html))
        assert answer.status_code == 303, answer.text
        after = next(row for row in await points(firm, checklist) if row["id"] == before["id"])
        assert {k: v for k, v in dict(after).items() if k != "mark"} == {k: v for k, v in dict(before).items() if k != "mark"}
