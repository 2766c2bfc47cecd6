"""The pages of the day: what they show, to whom, in both languages, within three statements."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.checks.miss import miss
from tenants import db, inside

from .company import NOW, TODAY, another_due, body

LOCALES = ("zh-CN", "en")


async def sent_check(company, browser, **changed):
    check, phone = uuid4(), await browser(company.sender)
    answer = await phone.put(f"/{company.slug}/due/{company.due}/checks/{check}", json=body(company, **changed))
    assert answer.status_code == 200, answer.text
    return check, answer


async def returned_check(company, browser, **changed):
    check, _ = await sent_check(company, browser, **changed)
    async with inside(company.id):
        await db().execute(
            """insert into reviews (tenant_id, check_id, membership_id, decision, reason, decided_at)
               values ($1, $2, $3, 'returned', '请补柜内照片', $4)""",
            company.id, check, company.leader.member, NOW,
        )  # fmt: skip
        await db().execute("update checks set state = 'returned' where tenant_id = $1", company.id)
    return check


async def test_the_receipt_is_the_same_byte_for_byte(company, browser):
    check, first = await sent_check(company, browser, P_16={"choice": "serious"})
    later = await browser(company.sender, now=NOW + timedelta(hours=2))
    again = await later.put(f"/{company.slug}/due/{company.due}/checks/{check}", json=body(company, P_16={"choice": "serious"}))
    assert again.content == first.content
    assert set(first.json()) == {"receipt", "received_at", "score", "findings"}
    assert first.json()["findings"] == 1


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_refusal_names_the_points_in_the_readers_language(company, browser, locale):
    phone = await browser(company.sender, locale=locale)
    sent = body(company, P_08={"verdict": "fail"}, P_15={"number": "x"})
    no = await phone.put(f"/{company.slug}/due/{company.due}/checks/{uuid4()}", json=sent)
    said = {problem["field"]: problem["message"] for problem in no.json()["problems"]}
    wanted = {"zh-CN": ("请写一句说明。", "请填数字，例如 12.5。"),
              "en": ("Please write a short note.", "Please enter a number, for example 12.5.")}  # fmt: skip
    assert (no.status_code, said) == (422, dict(zip(("P-08", "P-15"), wanted[locale], strict=True)))


async def test_foreign_and_unknown_are_the_same(company, stranger, browser):
    stranger_at_home = await browser(stranger.sender)
    for due in (company.due, uuid4()):
        no = await stranger_at_home.put(f"/{stranger.slug}/due/{due}/checks/{uuid4()}", json=body(company, due=due))
        assert no.status_code == 404
    for path in (f"due/{company.due}", f"checks/{uuid4()}", f"checklists/{company.version}"):
        assert (await stranger_at_home.get(f"/{stranger.slug}/{path}")).status_code == 404


@pytest.mark.parametrize("locale", LOCALES)
async def test_today_in_three_statements_whatever_the_rows(company, browser, statements, locale):
    phone = await browser(company.sender, locale=locale)
    statements.clear()
    page = await phone.get(f"/{company.slug}/today")
    assert page.status_code == 200
    assert len(statements) <= 3
    assert {"zh-CN": "胜利路 12 号", "en": "12 Victory Road"}[locale] in page.text
    assert {"zh-CN": "19:00 前", "en": "by 19:00"}[locale] in page.text


async def test_today_by_state(company, browser):
    await another_due(company, TODAY - timedelta(days=1))
    async with inside(company.id):
        assert await miss(now=NOW) == 1
        assert await miss(now=NOW) == 0
    page = (await (await browser(company.sender)).get(f"/{company.slug}/today")).text
    assert "没有做" in page
    assert "现在可做" in page
    early = await browser(company.sender, now=NOW - timedelta(hours=4))
    assert "稍后" in (await early.get(f"/{company.slug}/today")).text
    check, _ = await sent_check(company, browser)
    page = (await (await browser(company.sender)).get(f"/{company.slug}/today")).text
    assert f"/checks/{check}" in page


async def test_today_puts_what_was_returned_on_top_whatever_its_day(company, browser):
    await returned_check(company, browser)
    later = await browser(company.sender, now=NOW + timedelta(days=40))
    page = (await later.get(f"/{company.slug}/today")).text
    assert "请补柜内照片" in page
    assert "重新填报" in page


async def test_today_of_somebody_without_a_post_says_what_to_do(company, browser):
    page = await (await browser(company.leader)).get(f"/{company.slug}/today")
    assert "您还没有任职的岗位" in page.text


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_form_chooses_nothing_and_hides_the_book(company, browser, statements, locale):
    page = await (await browser(company.sender, locale=locale)).get(f"/{company.slug}/due/{company.due}")
    assert page.status_code == 200
    assert len(statements) <= 3
    assert "checked" not in page.text
    assert page.text.count("data-point=") == 20
    assert "账面" not in page.text


async def test_the_form_is_the_senders_alone(company, browser):
    for person in (company.colleague, company.leader):
        assert (await (await browser(person)).get(f"/{company.slug}/due/{company.due}")).status_code == 404


async def test_a_sent_check_is_shown_instead_of_its_form(company, browser):
    check, _ = await sent_check(company, browser)
    answer = await (await browser(company.sender)).get(f"/{company.slug}/due/{company.due}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/checks/{check}")


async def test_a_returned_check_opens_with_its_answers(company, browser):
    check = await returned_check(company, browser, P_08={"verdict": "fail", "note": "两盒"})
    page = (await (await browser(company.sender)).get(f"/{company.slug}/due/{company.due}")).text
    assert f'data-replaces="{check}"' in page
    for part in ("请补柜内照片", r"\u4e24\u76d2", "-18.5"):
        assert part in page


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_check_as_sent_with_what_was_corrected(company, browser, statements, locale):
    check, _ = await sent_check(company, browser, P_15={"number": "-16.25"})
    async with inside(company.id):
        await db().execute(
            """insert into corrections (tenant_id, check_id, point_id, number, was, became, reason,
            membership_id, corrected_at)
               select tenant_id, check_id, point_id, 1, '{"number": "-16.25"}', '{"number": "-12"}',
                   '温度计读数不符', $3, $4
                 from answers where tenant_id = $1 and check_id = $2 and number = -16.25""",
            company.id, check, company.leader.member, NOW,
        )  # fmt: skip
    reader = await browser(company.leader, locale=locale)
    statements.clear()
    page = await reader.get(f"/{company.slug}/checks/{check}")
    assert page.status_code == 200
    assert len(statements) <= 3
    for part in ("−16.25", "−12", "温度计读数不符", "主管·一区"):
        assert part in page.text
    assert (await (await browser(company.other_leader)).get(f"/{company.slug}/checks/{check}")).status_code == 404
    assert (await (await browser(company.colleague)).get(f"/{company.slug}/checks/{check}")).status_code == 404


@pytest.mark.parametrize("locale", LOCALES)
async def test_lists_are_open_to_read(company, browser, statements, locale):
    reader = await browser(company.colleague, locale=locale)
    page = await reader.get(f"/{company.slug}/checklists")
    assert {"zh-CN": "门店拜访自查", "en": "Outlet visit self-check"}[locale] in page.text
    one = await reader.get(f"/{company.slug}/checklists/{company.version}")
    assert one.status_code == 200
    assert one.text.count('<tr id="P-') == 20
    assert len(statements) <= 4


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_was_returned_is_not_to_be_filled_in_once_its_cycle_is_settled(company, browser, statements, locale):
    check = await returned_check(company, browser)
    told = {"zh-CN": "周期已结算", "en": "Cycle settled"}[locale]
    phone, later = await browser(company.sender, locale=locale), NOW + timedelta(days=40)
    assert told not in (await phone.get(f"/{company.slug}/today")).text
    async with inside(company.id):
        await db().execute("update cycles set state = 'closed' where tenant_id = $1", company.id)
    day = (await phone.get(f"/{company.slug}/today")).text.split("<template")[0]
    assert told in day
    assert f'href="/{company.slug}/due/{company.due}"' not in day
    answer = await phone.get(f"/{company.slug}/due/{company.due}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{company.slug}/checks/{check}")
    statements.clear()
    page = (await phone.get(f"/{company.slug}/checks/{check}")).text
    assert len(statements) <= 3
    assert told in page and "请补柜内照片" in page and f"/due/{company.due}" not in page
    old = await browser(company.sender, locale=locale, now=later)
    assert "请补柜内照片" not in (await old.get(f"/{company.slug}/today")).text


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "看标准照片"), ("en", "See the standard photo")])
async def test_the_photo_of_how_it_should_be_stands_at_the_point(company, browser, statements, locale, words):
    phone, address = await browser(company.sender, locale=locale), f"/{company.slug}/due/{company.due}"
    assert words not in (await phone.get(address)).text
    async with inside(company.id):
        file = await db().fetchval(
            """insert into standard_files (tenant_id, kind, name, path, bytes, sha256, kept_by, kept_at)
               values ($1, 'photo', '标准.jpg', 'standards/x.jpg', 1, '', $2, $3) returning id""",
            company.id, company.leader.member, NOW,
        )  # fmt: skip
        standard = await db().fetchval(
            """insert into standards (tenant_id, number, effective_from, published_at)
               values ($1, 1, '2026-01-01', $2) returning id""", company.id, NOW,
        )  # fmt: skip
        await db().execute(
            """insert into standard_nodes (tenant_id, standard_id, level, code, name, principle, position, attachments)
               values ($1, $2, 'detail', 'D-08', '{"zh": "细节"}', '{"zh": "细节"}', 1, $3)""",
            company.id, standard, [file],
        )  # fmt: skip
    statements.clear()
    page = (await phone.get(address)).text
    assert len(statements) <= 3
    assert words in page and f'href="/{company.slug}/standards/files/{file}"' in page


async def test_what_is_measured_is_told_before_the_first_list_and_confirmed_once(company, browser):
    phone, list_ = await browser(company.sender), f"/{company.slug}/due/{company.due}"
    first = (await phone.get(list_)).text
    # It stands before the list, which waits for it; without a script the form leads back here.
    assert first.index('id="briefing"') < first.index("data-after-briefing hidden") < first.index('id="check"')
    assert f'name="due" value="{company.due}"' in first
    for _ in range(2):
        gone = await phone.post(f"/{company.slug}/measured/confirmation", data={"due": str(company.due)})
        assert (gone.status_code, gone.headers["location"]) == (303, list_)
    after = (await phone.get(list_)).text
    assert 'id="briefing"' not in after and "data-after-briefing hidden" not in after
    async with inside(company.id):
        kept = await db().fetchval("select count(*) from trails where tenant_id = $1 and noun = 'briefing'", company.id)
    assert kept == 1
