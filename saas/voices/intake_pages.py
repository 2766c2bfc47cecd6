"""Channels as configuration, the form of one, and what came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from saas import forms
from saas.findings.rules import SEVERITIES
from saas.org.given import Given
from saas.people.places import first_word
from saas.values import as_id
from saas.visit import Visit
from saas.voices import intake_reads as reads
from saas.voices.rules import FIELDS, MOST_PHOTOS, PLACED, WAYS
from saas.voices.set_channel import MOST_FIELDS, set_channel
from saas.voices.take_down import take_down
from saas.voices.taken import MOST, Point, Taken
from saas.web import Go, View, act, page
from tenants import inside

WRITTEN = ("title", "note")


@page("/channels", permit="voice.edit")
async def channels(visit: Visit) -> View:
    return await _channels(visit)


@act("POST", "/channels", permit="voice.edit", alone=True)
async def addition(visit: Visit) -> View | Go:
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, set_channel(None, given, by=visit.member, now=visit.now, today=visit.today))
    if not errors:
        return Go(f"/{visit.tenant.slug}/channels")
    async with inside(visit.tenant.id):
        return await _channels(visit, dict(given.fields), errors)


@page("/channels/{channel}", permit="voice.edit")
async def channel(visit: Visit, channel: UUID) -> View:
    return await _channel(visit, channel)


@act("POST", "/channels/{channel}", permit="voice.edit", alone=True)
async def change(visit: Visit, channel: UUID) -> View | Go:
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, set_channel(channel, given, by=visit.member, now=visit.now, today=visit.today))
    if not errors:
        return Go(f"/{visit.tenant.slug}/channels")
    async with inside(visit.tenant.id):
        return await _channel(visit, channel, dict(given.fields), errors)


@page("/intakes", permit="voice.follow")
async def intakes(visit: Visit) -> View:
    """?channel="""
    at = forms.page_number(visit)
    way = forms.chosen(visit.request.query_params.get("channel"))
    rows = await reads.intakes(visit.leads(), visit.member, way, at)
    total = rows[0].total if rows else 0
    return View(
        "voices/intakes.html", rows=rows, channels=await reads.channels(), asked=way, page=at, total=total,
        pages=forms.pages(total, reads.PAGE), sources=WAYS,
    )  # fmt: skip


@page("/channels/{channel}/intake", permit="voice.follow")
async def form(visit: Visit, channel: UUID) -> View:
    return await _form(visit, channel)


@act("POST", "/channels/{channel}/intakes", permit="voice.follow", alone=True)
async def taking(visit: Visit, channel: UUID) -> View | Go:
    given = await forms.fields(visit)
    made = as_id(given.get("intake")) or uuid4()
    _, errors = await forms.tried(visit, _taken(visit, made, channel, given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/intakes/{made}")
    async with inside(visit.tenant.id):
        return await _form(visit, channel, given, {_at(name, _filled(given)): text for name, text in errors.items()})


@page("/intakes/{intake}", permit="voice.follow")
async def intake(visit: Visit, intake: UUID) -> View:
    seen, points = await reads.intake(intake, visit.leads(), visit.member)
    return View("voices/intake.html", intake=seen, points=points, sources=WAYS)


def _filled(given: Mapping[str, str]) -> list[int]:
    """The lines of the form with a point in them."""
    return [at for at in range(1, MOST + 1) if any(given.get(f"f{at}_{name}") for name in (*WRITTEN, *PLACED))]


def _at(name: str, filled: list[int]) -> str:
    """Where the field of the n-th point stands on the form."""
    head, _, rest = name.partition("_")
    n = int(head[1:]) if head[:1] == "f" and head[1:].isdigit() else 0
    return f"f{filled[n - 1]}_{rest}" if 0 < n <= len(filled) else name


async def _taken(visit: Visit, made: UUID, channel: UUID, given: Mapping[str, str]) -> list[UUID]:
    """The form as it came. A line of a point that has nothing in it is none."""
    await reads.channel(channel)
    points = [
        Point(
            **{name: given.get(f"f{at}_{name}", "") for name in WRITTEN},
            **{name: first_word(given.get(f"f{at}_{name}", "")) for name in PLACED},
            severity=given.get(f"f{at}_severity", "minor"),
        )
        for at in _filled(given)
    ]
    photos = [one for n in range(MOST_PHOTOS) if (one := as_id(given.get(f"photo{n}")))]
    said = {name[2:]: text for name, text in given.items() if name.startswith("x_")}
    taken = Taken(forms.day(given, "held_on"), first_word(given.get("unit", "")), points, given.get("number", ""), said, photos)
    return await take_down(made, channel, taken, leads=visit.leads(), by=visit.member, today=visit.today, now=visit.now)


async def _form(
    visit: Visit, channel: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    return View(
        "voices/intake_form.html", status=422 if errors else 200, channel=await reads.channel(channel),
        units=await reads.units(visit.leads()), severities=SEVERITIES, intake=(given or {}).get("intake") or uuid4(), most=MOST,
        photos=range(MOST_PHOTOS), given=given or {}, errors=errors or {},
    )  # fmt: skip


async def _channels(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    return View(
        "voices/channels.html", status=422 if errors else 200, rows=await reads.channels(), **_set(given, errors)
    )  # fmt: skip


async def _channel(
    visit: Visit, channel: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    one = await reads.channel(channel)
    return View("voices/channel.html", status=422 if errors else 200, channel=one, **_set(given, errors))


def _set(given: dict[str, str] | None, errors: dict[str, str] | None) -> dict[str, Any]:
    return {"sources": WAYS, "kinds": FIELDS, "most": MOST_FIELDS, "given": given or {}, "errors": errors or {}}
