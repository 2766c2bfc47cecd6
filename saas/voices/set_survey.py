"""A company's own survey: what is asked is a new version each time, and answers keep the one they were given to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.voices.lines import lines
from saas.voices.rules import MOST_POINTS, POINTS
from saas.words import N_
from tenants import current, db

titles(
    "survey",
    {"code": N_("编码"), "name_zh": N_("名称"), "name_en": N_("英文名称"), "points": N_("题目"), "retired": N_("停用")},
    word=N_("满意度调查"),
)
WAS = """
    select s.code, s.name, s.retired_on, v.number, v.points from surveys s
      left join lateral (select v.number, v.points from survey_versions v
                          where v.tenant_id = $1 and v.survey_id = s.id order by v.number desc limit 1) v on true
     where s.tenant_id = $1 and s.id = $2 for update of s"""


async def set_survey(survey: UUID | None, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """Its id. Raises 404, 409 Stale, 422 at the fields; a survey asks for a score at least once."""
    was = await _was(survey) if survey else None
    name = given.name()
    code = was["code"] if was else given.code()
    points = lines(given, POINTS, was["points"] if was else (), most=MOST_POINTS)
    if code is None:
        given.wrong("code", N_("请填写编码。"))
    if not any(point["kind"] == "scale" for point in points):
        given.wrong("p1_zh", N_("至少要有一题打 1 到 5 分，第一题就是总体满意度。"))
    given.done()
    retired = (was["retired_on"] if was else None) or today if given.text("retired") else None
    if survey is None:
        survey = await _add(str(code), name)
    else:
        await db().execute(
            "update surveys set name = $3, retired_on = $4 where tenant_id = $1 and id = $2", current(), survey, name, retired
        )
    if was is None or was["points"] != points:
        await db().execute(
            """insert into survey_versions (tenant_id, survey_id, number, points, published_by, published_at)
               values ($1, $2, $3, $4, $5, $6)""",
            current(), survey, (was["number"] or 0) + 1 if was else 1, points, by, now,
        )  # fmt: skip
    before = _told(code, was["name"], was["points"], was["retired_on"]) if was else None
    after = _told(code, name, points, retired)
    await revise("survey", survey, given.edition() if was else 0, after, by=by, now=now, before=before)
    await trail.record("set", "survey", survey, by=by, now=now)
    return survey


async def _was(survey: UUID) -> Any:
    row = await db().fetchrow(WAS, current(), survey)
    if row is None:
        raise not_found()
    return row


async def _add(code: str, name: dict[str, str]) -> UUID:
    made: UUID | None = await db().fetchval(
        "insert into surveys (tenant_id, code, name) values ($1, $2, $3) on conflict (tenant_id, code) do nothing returning id",
        current(), code, name,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=code)
    return made


def _told(code: str | None, name: dict[str, str], points: list[Any], retired: date | None) -> dict[str, Any]:
    asked = [point["text"].get("zh") or point["text"].get("en") for point in points or ()]
    return {
        "code": code, "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "points": asked,
        "retired": retired is not None,
    }  # fmt: skip
