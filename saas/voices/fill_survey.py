"""A survey was filled in at a place: kept without a name; what got 1 or 2 of 5 is a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from saas.findings.open_one import Found, open_one
from saas.refusals import Refused
from saas.voices.behind import Place
from saas.voices.rules import Wrong, answered, unhappy
from tenants import current, db, later


async def fill_survey(answer: UUID, place: Place, given: Mapping[str, str], *, now: datetime) -> list[UUID]:
    """The findings it went into: one a place, a point and a day, so that a bad day is one finding. Nothing for an id that was
    kept before. Raises Refused 422 at `form`.
    """
    points = place.points or ()
    try:
        said = answered(points, given)
    except Wrong as wrong:
        raise Refused(422, wrong.message, field="form") from None
    day = business_date(now, place.zone)
    kept = await db().execute(
        """insert into survey_answers (tenant_id, id, survey_id, version_id, place_id, unit_id, given, business_date, received_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, id) do nothing""",
        current(), answer, place.survey_id, place.version_id, place.id, place.unit_id, said, day, now,
    )  # fmt: skip
    if kept != "INSERT 0 1":
        return []
    found = []
    for point in unhappy(points, said):
        opened = await open_one(_found(place, point, said, day.isoformat(), now), now=now)
        await db().execute(
            "insert into survey_findings (tenant_id, answer_id, point, finding_id) values ($1, $2, $3, $4)",
            current(), answer, point["code"], opened.id,
        )  # fmt: skip
        found.append(opened.id)
        if opened.fresh:
            await later(
                "notices.tell", kind="voice.dissatisfied", noun=str(opened.id), at=now.isoformat(), leaders=str(place.unit_id),
                unit=str(place.unit_id), words={"title": point["text"], "number": str(opened.number)},
            )  # fmt: skip
    return found


def _found(place: Place, point: Mapping[str, Any], said: Mapping[str, Any], day: str, now: datetime) -> Found:
    """The point's detail tells who answers for it. What was written besides stands in its note."""
    written = " ".join(said[one["code"]] for one in place.points or () if one["kind"] == "text" and one["code"] in said)
    text = point["text"]
    zh, en = text.get("zh") or text.get("en"), text.get("en") or text.get("zh")
    return Found(
        "customer", "major", {"zh": f"不满意：{zh}", "en": f"Dissatisfied: {en}"}, place.unit_id, now, kind="complaint",
        note=written, told={"kind": "number", "number": str(said[point["code"]])}, object=place.object_id,
        detail=point.get("detail"), subject=point.get("detail") or f"survey:{place.survey_id}:{point['code']}",
        origin=f"survey:{place.id}:{point['code']}:{day}",
    )  # fmt: skip
