"""Whatever two people edit at once: the second is told, sees what the first wrote, and may go on knowingly."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tenants import db, inside
from tests.lived import live_a_day


class Forms(HTMLParser):
    """The forms of a page: (address, fields as a browser would send them)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open: dict[str, str] | None = None
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("method", "").lower() == "post":
            self._open = {}
            self.found.append((given["action"], self._open))
        if self._open is None:
            return
        name, kind = given.get("name") or "", given.get("type", "text")
        if tag == "input" and name and kind != "file" and (kind not in ("radio", "checkbox") or "checked" in given):
            self._open[name] = given.get("value") or ("on" if kind == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._open):
            self._open[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._area, self._open[name] = name, ""

    def handle_data(self, data):
        if self._area and self._open is not None:
            self._open[self._area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area


@pytest.fixture(scope="module")
async def ids(cast, world):
    """One thing of every kind, with drafts that are open."""
    found = await live_a_day(cast.brand, now=world.now)
    async with inside(cast.brand.id):
        await db().execute(
            "update standard_proposals set ended_at = $2, ended_by = proposed_by, outcome = 'withdrawn'"
            " where tenant_id = $1 and ended_at is null",
            cast.brand.id, world.now,
        )  # fmt: skip
        for name, query in {
            "draft": "select id from standard_drafts where tenant_id = $1 and ended_at is null",
            "line": "select id from standard_nodes where tenant_id = $1 and level = 'detail' and standard_id = (select base_id from standard_drafts where tenant_id = $1 and ended_at is null) order by id limit 1",
            "duty_title": "select t.id from job_titles t where t.tenant_id = $1 and t.code = 'sales_rep'",
            "duty": "select id from duties where tenant_id = $1 and job_title = 'sales_rep' and level = 'detail' order by id limit 1",
            "kind": "select id from object_kinds where tenant_id = $1 order by id limit 1",
            "object": "select id from objects where tenant_id = $1 and retired_on is null order by id limit 1",
            "shift": "select id from shifts where tenant_id = $1 order by id limit 1",
            "unit": "select id from units where tenant_id = $1 and code = 'Z3'",
            "post": "select id from posts where tenant_id = $1 and code = 'SR-12'",
        }.items():
            found[name] = await db().fetchval(query, cast.brand.id)
    return found


# Noun → page with its form, the end of the form's address, the field that both change, and to what.
CASES = {
    "unit": ("/units/{unit}/change", "/change", "name_zh", ("甲区", "乙区")),
    "unit's place": ("/units/{unit}/place", "/place", "parent", ("G-B", "Y")),
    "post": ("/posts/{post}/change", "/change", "name_zh", ("甲岗", "乙岗")),
    "layer": ("/layers", "/layers/{layer}", "name_zh", ("甲层", "乙层")),
    "job title": ("/job-titles", "/job-titles/{title}", "name_zh", ("甲职", "乙职")),
    "duty": ("/responsibilities/duties?title={duty_title}&line={duty}", "/lines/{duty}", "text_zh", ("甲事", "乙事")),
    "line of the standards": ("/standards/drafts/{draft}/lines/{line}", "/lines/{line}", "name_zh", ("甲条", "乙条")),
    "quiz": ("/standards/drafts/{draft}/quiz", "/quiz", "text-0-zh", ("甲题", "乙题")),
    "process": ("/processes/{process}/draft", "/draft/head", "name_zh", ("甲程", "乙程")),
    "activity": ("/processes/{process}/draft?activity={activity}", "/activities/{activity}", "name_zh", ("甲环", "乙环")),
    "checklist": ("/checklists/{checklist}/draft", "/draft/head", "name_zh", ("甲表", "乙表")),
    "point": ("/checklists/{checklist}/draft?point={point}", "/draft-points/{point}", "text_zh", ("甲项", "乙项")),
    "schedule": ("/schedules/{timetable}", "/schedules/{timetable}", "late_minutes", ("31", "32")),
    "object": ("/objects/{object}/change", "/change", "name_zh", ("甲柜", "乙柜")),
    "kind of objects": ("/kinds/{kind}", "/kinds/{kind}", "name_zh", ("甲类", "乙类")),
    "territory": ("/territories/{territory}", "/territories/{territory}", "name_zh", ("甲片", "乙片")),
    "shift": ("/hours", "/shifts/{shift}", "name_zh", ("甲班", "乙班")),
    "budget": ("/burden", "/budgets", "minutes", ("41", "42")),
}


# What the form needs beside it.
MORE = {
    "schedule": {"signed": "旺季"},
    "quiz": {f"{name}-{n}{rest}": text for n in range(2) for name, rest, text in (
        ("text", "-zh", f"题{n}"), ("option", "-0-zh", "一"), ("option", "-1-zh", "二"), ("right", "", "1"))},
}  # fmt: skip


async def form_of(browser, page, end):
    answer = await browser.get(f"/brand{page}")
    assert answer.status_code == 200, page
    forms = Forms(answer.text).found
    return next(((at, fields) for at, fields in forms if at.split("?")[0].endswith(end)), None) or pytest.fail(
        f"{page}: {[at for at, _ in forms]}"
    )


async def test_the_second_in_a_cell_of_responsibility_is_told_who_and_what(cast, client):
    """A cell is no form: it is sent by a key, with what stood in it."""
    at = f"/brand/units/{cast.brand.units['Z2']}/responsibilities"
    first, second = (client(who, accept="application/json") for who in (cast.brand.admin, cast.brand.clerk))
    cell = {"detail": "A1.1.2.2", "post": str(cast.brand.posts["DR-21"]), "was": []}
    assert (await first.put(at, json={"cells": [cell | {"kind": "informed"}]})).status_code == 200
    told = await second.put(at, json={"cells": [cell | {"kind": "supporting"}]})
    assert told.status_code == 409
    (problem,) = told.json()["problems"]
    assert problem["field"] == f"A1.1.2.2|{cell['post']}"
    assert "管理员" in problem["message"]
    assert "知会" in problem["message"]
    # What stood there before is said again with the newer content: knowingly.
    again = cell | {"kind": "supporting", "was": ["informed"]}
    assert (await second.put(at, json={"cells": [again]})).json() == {"changed": 1}


@pytest.mark.parametrize("noun", CASES)
async def test_the_second_of_two_is_told_with_the_difference(cast, client, ids, noun):
    page, end, field, (mine, theirs) = CASES[noun]
    page, end = page.format(**ids), end.format(**ids)
    first, second = client(cast.brand.admin), client(cast.brand.clerk)
    address, opened = await form_of(second, page, end)
    assert field in opened, sorted(opened)
    opened |= MORE.get(noun, {})
    done = await first.post(address, data=opened | {field: mine})
    assert done.status_code == 303, re.findall(r"error[^<]{0,40}>[^<]+<", done.text)
    told = await second.post(address, data=opened | {field: theirs})
    assert told.status_code == 409
    assert "管理员" in told.text
    assert {mine, theirs} <= {word for word in (mine, theirs) if word in told.text}
    # "Keep mine" goes on from the newer edition, and nothing that was typed is lost.
    again = next(fields for at, fields in Forms(told.text).found if fields.get(field) == theirs)
    assert again["edition"] != opened["edition"]
    assert (await second.post(address, data=again)).status_code == 303
