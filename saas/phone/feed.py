"""What a phone keeps for two weeks without a network, told in the language of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from saas.calendar import days
from saas.checks.said import filled_before
from saas.checks.versions import Published, load_many
from saas.hours.calendars import calendars_around
from saas.people.briefing import EDITION
from saas.phone import reads
from saas.phone.coming import Coming, coming, due_id
from saas.phone.findings import kept_findings
from saas.suggestions.rules import GAINS
from saas.visit import Visit
from saas.voices.reads import Where, where
from saas.voices.rules import OWN
from saas.words import environment, say

DAYS = 14


async def feed(visit: Visit) -> dict[str, Any]:
    """`dues` that are laid out and that will be, `forms` they need, standards and findings as they are shown, `photos`, the
    addresses of pictures to keep, and `others`: by due check, who else has sent it.
    """
    first, last = visit.today - timedelta(days=1), visit.today + timedelta(days=DAYS - 1)
    told = await reads.taken(visit.posts, first, last, visit.today, visit.now, visit.member)
    calendars, units = await calendars_around(visit.today, last)
    ahead = coming(told.lines or (), told.versions or (), calendars, units, days(visit.today, last), visit.tenant.zone)
    dues, known = list(told.dues or ()), {(due["schedule"], due["day"]) for due in told.dues or ()}
    dues += [_coming(one) for one in ahead if (str(one.line.schedule), one.day.isoformat()) not in known]
    versions = await load_many({UUID(due["version"]) for due in dues})
    readings = told.readings or {}
    place = await where([*visit.post_units, *visit.leads()], visit.leads(), visit.outside, None)
    return {
        **_who(visit), **_told(visit, place, briefed=bool(told.briefed or visit.leads())), "until": last,
        "dues": [_due(due, visit.locale, versions, readings) for due in dues],
        "forms": {str(one.id): len(one.points) for one in versions.values()}, **_shown(visit, told),
    }  # fmt: skip


def _told(visit: Visit, place: Where, *, briefed: bool) -> dict[str, str]:
    """What comes before the first list, the forms of a quick report and of a suggestion. The queue asks for its own token."""
    words, given = environment(visit.locale), {"visit": visit, "where": place, "given": {}, "errors": {}}
    return {
        "briefing": "" if briefed else _briefing(visit),
        "voices": words.get_template("voices/_tell.html").render(given, reasons=OWN, voice=""),
        "suggestions": words.get_template("suggestions/_tell.html").render(given, gains=GAINS, suggestion=""),
    }


def _briefing(visit: Visit) -> str:
    template = environment(visit.locale).get_template("checks/_briefing.html")
    return str(template.module.briefing(visit, None, EDITION))  # type: ignore[attr-defined]


def scope(visit: Visit) -> str:
    """Under which everything on the phone is kept: company and person."""
    return f"{visit.tenant.id}:{visit.person.id}"  # type: ignore[union-attr]


def _who(visit: Visit) -> dict[str, Any]:
    return {"scope": scope(visit), "zone": visit.tenant.zone, "locale": visit.locale, "today": visit.today, "made": visit.now}


def _coming(one: Coming) -> dict[str, Any]:
    line = one.line
    return {
        "id": str(due_id(line.schedule, one.day)), "schedule": str(line.schedule), "day": one.day.isoformat(),
        "version": str(one.version), "opens": one.opens_at, "closes": one.closes_at, "until": one.late_until,
        "name": line.list_name, "post": line.post_name, "object": line.object_name,
        "code": line.object_code,
    }  # fmt: skip


def _due(due: dict[str, Any], locale: str, versions: dict[UUID, Published], readings: dict[str, Any]) -> dict[str, Any]:
    named = {key: say(due[key], locale=locale) for key in ("name", "post", "object") if due.get(key)}
    before = readings.get(due["schedule"] or "", {})
    published = versions[UUID(due["version"])]
    answers = {code: said for code, said in _before(published, due.get("answers") or {}) if said}
    told = due | named | {"last": before.get("last"), "trend": before.get("trend"), "answers": answers or None}
    called = told.pop("called", None)
    told["because"] = _because(called, locale) if called else None
    return {key: value for key, value in told.items() if value is not None}


def _because(called: dict[str, Any], locale: str) -> str:
    """What called for a list, in one line."""
    return str(environment(locale).get_template("checks/_because.html").module.because(called))  # type: ignore[attr-defined]


def _before(published: Published, answers: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    return ((p.code, filled_before(p.kind, answers[p.code])) for p in published.rules.points if p.code in answers)


def _shown(visit: Visit, told: reads.Taken) -> dict[str, Any]:
    """Standards and findings as HTML, and the addresses of the pictures."""
    standards, address = told.standards or [], f"/{visit.tenant.slug}"
    template = environment(visit.locale).get_template("phone/_standards.html")
    found, pictures = kept_findings(visit, told.findings or [], told.causes or [])
    shown = [f"{address}/standards/files/{photo}" for one in standards for photo in one["photos"]]
    told_here = {"standards": template.render(standards=standards, address=address), "others": told.others or {}}
    return {**found, **told_here, "photos": [*shown, *pictures]}
