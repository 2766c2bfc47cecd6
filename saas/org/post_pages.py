"""A post with who holds it, who stands in, and its place; and all posts as a list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from saas import forms
from saas.org import post_reads, reads
from saas.org.appoint import appoint
from saas.org.change_post import change_post
from saas.org.choices import member_by
from saas.org.close_post import close_post
from saas.org.deputise import deputise
from saas.org.end_appointment import end_appointment
from saas.org.end_deputy import end_deputy
from saas.org.given import Given
from saas.org.hanging import hanging_on_post
from saas.org.move_post import move_post
from saas.org.plan_move import plan_move
from saas.org.reopen_post import reopen_post
from saas.org.vacate import vacate
from saas.org.withdraw_move import withdraw_move
from saas.people.places import unit_by
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

Work = Callable[[Given], Awaitable[object]]


@page("/posts", permit="org.read")
async def posts(visit: Visit) -> View:
    """?q= by name or code, ?vacant=1 those without a holder, ?unit= those of one line."""
    asked = visit.request.query_params
    query, number = asked.get("q", "").strip()[:80], forms.page_number(visit)
    below = as_id(asked.get("unit"))
    vacant = bool(asked.get("vacant"))
    rows = await post_reads.posts(query, visit.today, number, visit.outside, vacant=vacant, below=below)
    total = rows[0].total if rows else 0
    return View(
        "org/posts.html", rows=rows, total=total, page=number, pages=forms.pages(total, post_reads.PAGE),
        query=query, vacant=vacant, below=below,
    )  # fmt: skip


@page("/posts/{post}", permit="org.read")
async def post(visit: Visit, post: UUID) -> View:
    return await _post(visit, post)


@act("POST", "/posts/{post}/appointment", permit="people.appoint", alone=True)
async def appointment(visit: Visit, post: UUID) -> Go | View:
    async def work(given: Given) -> None:
        member, first = await member_by(given.text("member")), forms.day(given.fields, "from_date")
        last = given.day("to_date", needed=False)
        given.done()
        await appoint(post, member, first, by=visit.member, now=visit.now, today=visit.today, to_date=last)

    return await _act(visit, post, work, "appointment")


@act("POST", "/posts/{post}/vacancy", permit="people.appoint", alone=True)
async def vacancy(visit: Visit, post: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await vacate(post, forms.day(given.fields, "to_date"), by=visit.member, now=visit.now)

    return await _act(visit, post, work, "appointment")


@act("POST", "/appointments/{appointment}/end", permit="people.appoint")
async def appointment_end(visit: Visit, appointment: UUID) -> Go:
    """Without a day one that lies ahead is dropped."""
    given = Given(await forms.fields(visit))
    last = given.day("to_date", needed=False)
    given.done()
    post = await end_appointment(appointment, last, by=visit.member, now=visit.now, today=visit.today)
    return Go(f"/{visit.tenant.slug}/posts/{post}")


@act("POST", "/posts/{post}/deputies", permit="people.appoint", alone=True)
async def deputies(visit: Visit, post: UUID) -> Go | View:
    async def work(given: Given) -> None:
        member = await member_by(given.text("member"))
        await deputise(post, member, given, by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, post, work, "deputy")


@act("POST", "/deputies/{deputy}/withdrawal", permit="people.appoint")
async def deputy_withdrawal(visit: Visit, deputy: UUID) -> Go:
    post = await end_deputy(deputy, by=visit.member, now=visit.now, today=visit.today)
    return Go(f"/{visit.tenant.slug}/posts/{post}")


@page("/posts/{post}/change", permit="org.edit")
async def change_form(visit: Visit, post: UUID) -> View:
    return await _form(visit, post, "change")


@act("POST", "/posts/{post}/change", permit="org.edit", alone=True)
async def change(visit: Visit, post: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await change_post(post, given, given.edition(), by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, post, work, "change")


@page("/posts/{post}/place", permit="org.edit")
async def place_form(visit: Visit, post: UUID) -> View:
    return await _form(visit, post, "place")


@act("POST", "/posts/{post}/place", permit="org.edit", alone=True)
async def place(visit: Visit, post: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await post_reads.post(post, visit.today, None)
        unit = await unit_by(given.text("unit"))
        on = given.day("from_date", needed=False) or visit.today
        given.done()
        seen, who = given.edition(), visit.member
        if on == visit.today:
            await move_post(post, unit, seen, by=who, now=visit.now, today=visit.today)
        else:
            await plan_move("post", post, unit, on, seen, by=who, now=visit.now, today=visit.today)

    return await _act(visit, post, work, "place")


@act("POST", "/post-moves/{post_move}/withdrawal", permit="org.edit")
async def move_withdrawal(visit: Visit, post_move: UUID) -> Go:
    post = await withdraw_move("post", post_move, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/posts/{post}")


@page("/posts/{post}/closure", permit="org.edit")
async def closure_form(visit: Visit, post: UUID) -> View:
    return await _form(visit, post, "closure")


@act("POST", "/posts/{post}/closure", permit="org.edit", alone=True)
async def closure(visit: Visit, post: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await post_reads.post(post, visit.today, None)
        on = forms.day(given.fields, "closed_on")
        await close_post(post, on, given.edition(), by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, post, work, "closure")


@act("POST", "/posts/{post}/reopening", permit="org.edit")
async def reopening(visit: Visit, post: UUID) -> Go:
    given = Given(await forms.fields(visit))
    await reopen_post(post, given.edition(), by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/posts/{post}")


async def _act(visit: Visit, post: UUID, work: Work, kind: str) -> Go | View:
    """On to the post, or the form once more with what has to be mended."""
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/posts/{post}")
    async with inside(visit.tenant.id):
        if kind in ("appointment", "deputy"):
            return await _post(visit, post, dict(given.fields), errors, kind)
        return await _form(visit, post, kind, dict(given.fields), errors)


async def _post(
    visit: Visit, post: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None, kind: str = ""
) -> View:
    found = await post_reads.post(post, visit.today, visit.outside)
    return View("org/post.html", status=422 if errors else 200, post=found, given=given or {}, errors=errors or {}, kind=kind)


async def _form(
    visit: Visit, post: UUID, kind: str, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:
    found = await post_reads.post(post, visit.today, visit.outside)
    titles = await reads.titles() if kind == "change" else []
    hangs = await hanging_on_post(post, visit.today) if kind == "closure" else []
    return View(
        "org/post_form.html", status=422 if errors else 200, post=found, kind=kind, titles=titles, hangs=hangs,
        given=given or {}, errors=errors or {},
    )  # fmt: skip
