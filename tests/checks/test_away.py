"""A phone that was away: it knew the check before the server did, has an older version, or its owner has moved on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tenants import db, inside

from .company import NOW, TODAY, body

LATER = TODAY + timedelta(days=2)
THEN = NOW + timedelta(days=3)


async def due_id(company, day):
    async with inside(company.id):
        return await db().fetchval("select due_id($1, $2)", company.schedule, day)


def ahead(company, due, day=LATER):
    return body(company, due=due) | {"schedule": str(company.schedule), "day": day.isoformat()}


async def put(phone, company, due, sent, check=None):
    return await phone.put(f"/{company.slug}/due/{due}/checks/{check or uuid4()}", json=sent)


async def test_the_id_of_a_due_check_is_known_before_it_is_laid_out(company):
    assert await due_id(company, TODAY) == company.due
    assert (company.due.version, await due_id(company, LATER) > company.due) == (8, True)


async def test_a_day_that_was_not_laid_out_yet_is_laid_out_by_what_comes_for_it(company, browser):
    phone, due, check = await browser(company.sender, now=THEN), await due_id(company, LATER), uuid4()
    answers = [await put(phone, company, due, ahead(company, due), check) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    async with inside(company.id):
        assert (
            await db().fetchval("select business_date from checks where tenant_id = $1 and id = $2", company.id, check) == LATER
        )


async def test_a_timetable_that_was_changed_meanwhile_goes_on_with_what_is_due_now(company, browser):
    async with inside(company.id):
        await db().execute(
            """with ended as (update schedules set to_date = $3 where tenant_id = $1 and id = $2 returning *)
               insert into schedules (tenant_id, checklist_id, post_id, object_id, weekdays, opens_at, closes_at, late_minutes,
                                      shift, from_date, workdays_only)
               select tenant_id, checklist_id, post_id, object_id, weekdays, opens_at, closes_at, late_minutes, shift, $3 + 1,
                      workdays_only from ended""",
            company.id, company.schedule, TODAY,
        )  # fmt: skip
    phone, due, check = await browser(company.sender, now=THEN), await due_id(company, LATER), uuid4()
    answers = [await put(phone, company, due, ahead(company, due), check) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].content == answers[1].content


async def test_what_is_not_asked_any_more_is_refused_in_words_and_nothing_is_laid_out(company, browser):
    async with inside(company.id):
        await db().execute(
            "update schedules set to_date = $3 where tenant_id = $1 and id = $2", company.id, company.schedule, TODAY
        )
    phone, due = await browser(company.sender, now=THEN), await due_id(company, LATER)
    no = await put(phone, company, due, ahead(company, due))
    assert (no.status_code, "仍在本机" in no.json()["message"]) == (409, True)


async def test_a_schedule_of_somebody_else_is_not_there(company, stranger, browser):
    due = await due_id(company, LATER)
    for person, firm in ((company.colleague, company), (stranger.sender, stranger)):
        phone = await browser(person, now=THEN)
        assert (await put(phone, firm, due, ahead(company, due))).status_code == 404
    phone = await browser(company.sender, now=THEN)
    assert (await put(phone, company, uuid4(), ahead(company, due))).status_code == 404


async def test_an_older_version_is_judged_by_itself(company, browser):
    async with inside(company.id):
        newer = await _publish(company, TODAY)
        await db().execute("update due_checks set version_id = $2 where tenant_id = $1", company.id, newer)
    phone, check = await browser(company.sender), uuid4()
    answer = await put(phone, company, company.due, body(company), check)
    assert (answer.status_code, answer.json()["score"]) == (200, "100.00")
    async with inside(company.id):
        row = await db().fetchrow("select version_id from checks where tenant_id = $1 and id = $2", company.id, check)
        assert row["version_id"] == company.version
        tallied = await db().fetchval("select version_id from tallies where tenant_id = $1", company.id)
        assert tallied == company.version


async def test_a_version_that_was_not_in_force_yet_or_of_another_list_is_not_taken(company, stranger, browser):
    async with inside(company.id):
        later = await _publish(company, TODAY + timedelta(days=1))
    phone = await browser(company.sender)
    for version in (later, stranger.version, uuid4()):
        no = await put(phone, company, company.due, body(company) | {"version": str(version)})
        assert no.status_code in (409, 422), version


async def test_who_has_left_the_post_since_sends_what_was_done_before(company, browser):
    async with inside(company.id):
        await db().execute("update appointments set to_date = $2 where tenant_id = $1", company.id, TODAY)
    phone = await browser(company.sender, now=THEN)
    assert (await put(phone, company, company.due, body(company))).status_code == 200
    assert (await phone.get(f"/{company.slug}/today")).status_code == 200


async def _publish(company, day):
    return await db().fetchval(
        """with made as (
               insert into checklist_versions (tenant_id, checklist_id, number, scoring, sections, effective_from, published_at)
               select tenant_id, checklist_id, number + 1, scoring, sections, $3, published_at
                 from checklist_versions where tenant_id = $1 and id = $2 returning id, tenant_id),
           pointed as (
               insert into points (tenant_id, version_id, code, section, kind, position, text, weight)
               select p.tenant_id, made.id, p.code, p.section, p.kind, p.position, p.text, p.weight
                 from points p, made where p.tenant_id = $1 and p.version_id = $2 and p.code < 'P-03')
           select id from made""",
        company.id, company.version, day,
    )  # fmt: skip
