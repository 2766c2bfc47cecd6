"""Working hours on one page: public holidays, the company's own days, shifts and rotations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from saas import forms
from saas.hours import reads
from saas.hours.add_days import add_days
from saas.hours.change_days import change_days
from saas.hours.lift_days import lift_days
from saas.hours.set_rotation import set_rotation
from saas.hours.set_shift import set_shift
from saas.org.given import Given
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

Work = Callable[[Given], Awaitable[object]]


@page("/hours", permit="hours.read")
async def hours(visit: Visit) -> View:
    return await _hours(visit)


@act("POST", "/hours/days", permit="hours.edit", alone=True)
async def post_days(visit: Visit) -> View | Go:
    return await _done(visit, "days", lambda given: add_days(given, by=visit.member, now=visit.now))


@act("POST", "/hours/days/{entry}", permit="hours.edit", alone=True)
async def post_changed_days(visit: Visit, entry: UUID) -> View | Go:
    return await _done(visit, str(entry), lambda given: change_days(entry, given, by=visit.member, now=visit.now), entry)


@act("POST", "/hours/days/{entry}/removal", permit="hours.edit")
async def post_lifted(visit: Visit, entry: UUID) -> Go:
    await lift_days(entry, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/hours")


@act("POST", "/hours/shifts", permit="hours.edit", alone=True)
async def post_shift(visit: Visit) -> View | Go:
    return await _done(visit, "shift", lambda given: set_shift(None, given, by=visit.member, now=visit.now))


@act("POST", "/hours/shifts/{shift}", permit="hours.edit", alone=True)
async def post_changed_shift(visit: Visit, shift: UUID) -> View | Go:
    return await _done(visit, str(shift), lambda given: set_shift(shift, given, by=visit.member, now=visit.now), shift)


@act("POST", "/hours/rotations", permit="hours.edit", alone=True)
async def post_rotation(visit: Visit) -> View | Go:
    return await _done(visit, "rotation", lambda given: set_rotation(None, given, by=visit.member, now=visit.now))


@act("POST", "/hours/rotations/{rotation}", permit="hours.edit", alone=True)
async def post_changed_rotation(visit: Visit, rotation: UUID) -> View | Go:
    work: Work = lambda given: set_rotation(rotation, given, by=visit.member, now=visit.now)  # noqa: E731
    return await _done(visit, str(rotation), work, rotation)


async def _done(visit: Visit, form: str, work: Work, thing: UUID | None = None) -> View | Go:
    """Back to the page, or the one form again with what has to be mended."""
    given = Given(await forms.fields(visit))
    if thing is not None:
        async with inside(visit.tenant.id):
            await reads.known(thing)
    _, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/hours")
    async with inside(visit.tenant.id):
        return await _hours(visit, form, dict(given.fields), errors)


async def _hours(
    visit: Visit, form: str = "", given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    """`form`: which of the forms came back."""
    public = await reads.public(visit.today)
    own = await reads.own(visit.today)
    shifts, rotations = await reads.shifts()
    years = [year for year in (visit.today.year, visit.today.year + 1) if not any(row["day"].year == year for row in public)]
    return View(
        "hours/hours.html", status=422 if errors else 200, public=public, own=own, shifts=shifts, rotations=rotations,
        unknown=years, form_of=form, given=given or {}, errors=errors or {},
    )  # fmt: skip
