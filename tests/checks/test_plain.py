"""The check without a script: the same form, sent once, comes back with what is wrong and everything that was filled in."""

from __future__ import annotations

import re

import pytest

from saas.checks.reads import due_check
from tenants import db, inside

from .company import POINTS, Company
from .test_pages import returned_check
from .test_photos import jpeg


def filled(company: Company, **changed: str) -> dict[str, str]:
    """Every point answered; `P_15="…"` changes the field n-P-15, `v_P_08` its verdict."""
    given = {f"v-{point['code']}": "pass" for point in POINTS if point["kind"] == "pass_fail"}
    given |= {"n-P-15": "-18.5", "o-P-16": "good", "n-P-17": "3", "v-P-18": "na", "t-P-19": "对面新开一家"}
    given |= {"version": str(company.version), "replaces": ""}
    return given | {name.replace("_", "-"): value for name, value in changed.items()}


async def address(phone, company) -> str:
    page = await phone.get(f"/{company.slug}/due/{company.due}")
    return re.search(r'id="check"[^>]*action="([^"]+)"', page.text)[1]


async def test_it_is_taken_in_and_its_receipt_is_a_page(company, browser):
    phone = await browser(company.sender)
    at = await address(phone, company)
    answer = await phone.post(at, data=filled(company), files={"p-P-18": ("", b"")})
    assert answer.status_code == 303, answer.text
    assert (await phone.get(answer.headers["location"])).status_code == 200
    again = await phone.post(at, data=filled(company), files={"p-P-18": ("", b"")})
    assert again.headers["location"] == answer.headers["location"]
    async with inside(company.id):
        assert await db().fetchval("select count(*) from checks where tenant_id = $1", company.id) == 1


async def test_what_is_missing_comes_back_at_its_point_with_everything_else_kept(company, browser):
    phone = await browser(company.sender)
    at = await address(phone, company)
    given = filled(company, n_P_15="-10") | {"v-P-20": "", "t-P-19": "留着"}
    no = await phone.post(at, data=given, files={"p-P-18": ("a.jpg", jpeg(), "image/jpeg")})
    assert no.status_code == 422
    wrong = re.findall(r'<p class="error" id="(P-\d+)-error">([^<]+)', no.text)
    assert [code for code, _ in wrong] == ["P-15", "P-20"]
    assert "留着" in no.text
    assert 'value="-10"' in no.text
    kept = re.search(r'name="k-P-18" value="([^"]+)"', no.text)
    assert kept is None, "not applicable carries no photo"
    async with inside(company.id):
        assert not await db().fetchval("select count(*) from checks where tenant_id = $1", company.id)


async def test_a_photo_that_came_once_need_not_come_again(company, browser):
    phone = await browser(company.sender)
    at = await address(phone, company)
    given = filled(company) | {"v-P-18": "", "v-P-20": ""}
    no = await phone.post(at, data=given, files={"p-P-18": ("a.jpg", jpeg(), "image/jpeg")})
    kept = re.search(r'name="k-P-18" value="([^"]+)"', no.text)[1]
    answer = await phone.post(at, data=given | {"v-P-20": "pass", "k-P-18": kept}, files={"p-P-18": ("", b"")})
    assert answer.status_code == 303, answer.text
    async with inside(company.id):
        photos = await db().fetchval("select photos from answers where tenant_id = $1 and photos is not null", company.id)
    assert [str(photo) for photo in photos] == [kept]


async def test_what_is_no_photo_is_told_at_its_point(company, browser):
    phone = await browser(company.sender)
    no = await phone.post(
        await address(phone, company), data=filled(company), files={"p-P-18": ("a.jpg", b"GIF89a", "image/gif")}
    )
    assert no.status_code == 422
    assert re.findall(r'<p class="error" id="(P-\d+)-error">[^<]', no.text) == ["P-18"]
    assert "对面新开一家" in no.text


async def test_a_returned_check_is_filled_in_again_from_what_was_said(company, browser):
    await returned_check(company, browser, P_15={"number": "-17", "note": "刚补货"})
    phone = await browser(company.sender)
    page = (await phone.get(f"/{company.slug}/due/{company.due}")).text
    assert 'value="-17"' in page
    assert 'value="刚补货"' in page
    assert re.search(r'name="v-P-01" value="pass" checked', page)
    replaces = re.search(r'name="replaces" value="([^"]+)"', page)[1]
    answer = await phone.post(
        re.search(r'id="check"[^>]*action="([^"]+)"', page)[1],
        data=filled(company) | {"replaces": replaces},
        files={"p-P-18": ("", b"")},
    )
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("field", ["version", "replaces"])
async def test_a_form_that_was_tampered_with_is_refused_and_changes_nothing(company, browser, field):
    phone = await browser(company.sender)
    no = await phone.post(
        await address(phone, company),
        data=filled(company) | {field: "0190a000-0000-7000-8000-000000000000"},
        files={"p-P-18": ("", b"")},
    )
    assert no.status_code == 409
    async with inside(company.id):
        found = await due_check(company.due, [company.post])
    assert found.state == "open"
