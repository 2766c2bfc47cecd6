"""The organisation as a tree, today or on a day gone by, and one unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from saas import forms
from saas.org import list_pages, nouns, post_pages, reads, seats, tree  # noqa: F401 – their addresses and words
from saas.org.add_post import add_post
from saas.org.add_unit import add_unit
from saas.org.ahead import Does
from saas.org.change_unit import change_unit
from saas.org.close_unit import close_unit
from saas.org.given import Given
from saas.org.hanging import hanging
from saas.org.merge_unit import merge_unit
from saas.org.move_unit import move_unit
from saas.org.order_unit import order_unit
from saas.org.plan_move import plan_move
from saas.org.reopen_unit import reopen_unit
from saas.org.shown import shown
from saas.org.withdraw_move import withdraw_move
from saas.people.places import unit_by
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

ALL = 1_000  # posts on a unit's own page


@page("/organisation", permit="org.read", reading=reads.MARK)
async def organisation(visit: Visit) -> View:
    """The tree; with ?q= what a search finds; with ?on= as it stood on that day."""
    query, on = visit.request.query_params.get("q", "").strip(), day_asked(visit)
    found, units = None, None
    if query:
        async with inside(visit.tenant.id):
            found = await reads.search(query, visit.today, visit.outside)
    else:
        units = await shown(visit, on)
    return View(
        "org/organisation.html", part="org/_found.html" if query else None, units=units, query=query, found=found, on=on,
        then=on < visit.today,
    )  # fmt: skip


@page("/organisation/counts", permit="org.read", reading=reads.MARK)
async def counted(visit: Visit) -> View:
    """How many there are of what: every post is looked at, so the tree does not wait for it."""
    async with inside(visit.tenant.id):
        counts = await reads.counts(visit.today, visit.outside)
    return View("org/counts.html", part="org/_counts.html", counts=counts)


@page("/units/{unit}", permit="org.read")
async def unit(visit: Visit, unit: UUID) -> View:
    found = await reads.unit(unit, visit.today, visit.outside)
    posts = (await seats.seats([unit], visit.today, visit.today, ALL)).get(unit, [])
    return View("org/unit.html", unit=found, posts=posts)


@page("/units/{unit}/branch", permit="org.read", reading=reads.MARK)
async def branch(visit: Visit, unit: UUID) -> View:
    """The units right below, when a branch is opened; ?after= goes on where a long one was cut."""
    on, after = day_asked(visit), whole(visit.request.query_params.get("after"), 5) or 0
    async with inside(visit.tenant.id):
        nodes = await tree.branch(unit, on, visit.today, after)
        if visit.outside is not None or not nodes:
            await reads.unit(unit, visit.today, visit.outside)
    return View(
        "org/branch.html", part="org/_branch.html", unit=unit, nodes=nodes, after=after, on=on, then=on < visit.today,
        more=len(nodes) == tree.BRANCH,
    )  # fmt: skip


@page("/units/{unit}/change", permit="org.edit")
async def change_form(visit: Visit, unit: UUID) -> View:
    return await _form(visit, unit, "change")


@act("POST", "/units/{unit}/change", permit="org.edit", alone=True)
async def change(visit: Visit, unit: UUID) -> Go | View:
    async def work(given: Given) -> UUID:
        await change_unit(unit, given, given.edition(), by=visit.member, now=visit.now, today=visit.today)
        return unit

    return await _act(visit, unit, "change", work)


@page("/units/{unit}/addition", permit="org.edit")
async def addition_form(visit: Visit, unit: UUID) -> View:
    return await _form(visit, unit, "addition")


@act("POST", "/units/{unit}/addition", permit="org.edit", alone=True)
async def addition(visit: Visit, unit: UUID) -> Go | View:
    async def work(given: Given) -> UUID:
        return await add_unit(unit, given, by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, unit, "addition", work)


@page("/units/{unit}/post", permit="org.edit")
async def post_form(visit: Visit, unit: UUID) -> View:
    return await _form(visit, unit, "post")


@act("POST", "/units/{unit}/post", permit="org.edit", alone=True)
async def post(visit: Visit, unit: UUID) -> Go | View:
    async def work(given: Given) -> UUID:
        return await add_post(unit, given, by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, unit, "post", work, to="posts")


@page("/units/{unit}/place", permit="org.edit")
async def place_form(visit: Visit, unit: UUID) -> View:
    return await _form(visit, unit, "place")


@act("POST", "/units/{unit}/place", permit="org.edit", alone=True)
async def place(visit: Visit, unit: UUID) -> Go | View:
    async def work(given: Given) -> UUID:
        await reads.unit(unit, visit.today, None)
        parent = await unit_by(given.text("parent"), "parent")
        await _on_its_day(visit, given, unit, parent, merges=False)
        return unit

    return await _act(visit, unit, "place", work)


@page("/units/{unit}/merger", permit="org.edit")
async def merger_form(visit: Visit, unit: UUID) -> View:
    return await _form(visit, unit, "merger")


@act("POST", "/units/{unit}/merger", permit="org.edit", alone=True)
async def merger(visit: Visit, unit: UUID) -> Go | View:
    async def work(given: Given) -> UUID:
        await reads.unit(unit, visit.today, None)
        into = await unit_by(given.text("into"), "into")
        return into if await _on_its_day(visit, given, unit, into, merges=True) else unit

    return await _act(visit, unit, "merger", work)


@act("POST", "/moves/{move}/withdrawal", permit="org.edit")
async def move_withdrawal(visit: Visit, move: UUID) -> Go:
    unit = await withdraw_move("unit", move, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/units/{unit}")


@page("/units/{unit}/closure", permit="org.edit")
async def closure_form(visit: Visit, unit: UUID) -> View:
    return await _form(visit, unit, "closure")


@act("POST", "/units/{unit}/closure", permit="org.edit", alone=True)
async def closure(visit: Visit, unit: UUID) -> Go | View:
    async def work(given: Given) -> UUID:
        await reads.unit(unit, visit.today, None)
        on = forms.day(given.fields, "closed_on")
        await close_unit(unit, on, given.edition(), by=visit.member, now=visit.now, today=visit.today)
        return unit

    return await _act(visit, unit, "closure", work)


@act("POST", "/units/{unit}/reopening", permit="org.edit")
async def reopening(visit: Visit, unit: UUID) -> Go:
    given = Given(await forms.fields(visit))
    await reopen_unit(unit, given.edition(), by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/units/{unit}")


@act("POST", "/units/{unit}/order", permit="org.edit")
async def order(visit: Visit, unit: UUID) -> Go:
    """Back to the unit above, where the order is seen."""
    given = await forms.fields(visit)
    await order_unit(unit, given.get("step", ""), by=visit.member, now=visit.now)
    found = await reads.unit(unit, visit.today, None)
    return Go(f"/{visit.tenant.slug}/units/{found.parent or unit}")


async def _on_its_day(visit: Visit, given: Given, unit: UUID, target: UUID, *, merges: bool) -> bool:
    """At once where no day or today is given, else arranged for that day; whether it is done."""
    on = given.day("from_date", needed=False) or visit.today
    given.done()
    if on != visit.today:
        does: Does = "merge" if merges else "move"
        await plan_move(does, unit, target, on, given.edition(), by=visit.member, now=visit.now, today=visit.today)
        return False
    await (merge_unit if merges else move_unit)(unit, target, given.edition(), by=visit.member, now=visit.now, today=visit.today)
    return True


def day_asked(visit: Visit) -> date:
    """?on= as a day; today for none, for nonsense and for the future."""
    try:
        return min(date.fromisoformat(visit.request.query_params.get("on", "")), visit.today)
    except ValueError:
        return visit.today


async def _act(visit: Visit, unit: UUID, kind: str, work: Callable[[Given], Awaitable[UUID]], to: str = "units") -> Go | View:
    """On to what was made or changed, or the form once more with what has to be mended."""
    given = Given(await forms.fields(visit))
    done, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/{to}/{done}")
    async with inside(visit.tenant.id):
        return await _form(visit, unit, kind, dict(given.fields), errors)


async def _form(
    visit: Visit, unit: UUID, kind: str, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:
    """A form of a unit on a page of its own: what it needs to choose from, and what hangs on a unit to be closed."""
    found = await reads.unit(unit, visit.today, visit.outside)
    lists = await _lists(kind)
    hangs = await hanging(unit, visit.today) if kind in ("closure", "merger") else []
    return View(
        "org/unit_form.html", status=422 if errors else 200, unit=found, kind=kind, lists=lists, hangs=hangs,
        given=given or {}, errors=errors or {},
    )  # fmt: skip


async def _lists(kind: str) -> list[reads.Listed]:
    if kind in ("change", "addition"):
        return await reads.layers()
    return await reads.titles() if kind == "post" else []
