"""What worked becomes the rule: a measure proposes the change of the standard that its point checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.standards.give_reason import Lesson, give_reason
from saas.values import HUNDRED, half_up
from saas.words import LOCALES, N_, say, translator
from tenants import current, db

WHY = N_("措施“%(title)s”有效：合格率比对照岗位多提高 %(estimate)s 个百分点，95%% 的把握在 %(low)s 到 %(high)s 之间。")
MEASURE = """
    select m.id, m.title, e.verdict, e.estimate, e.low, e.high, t.detail_code from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
      join effects e on e.tenant_id = $1 and e.measure_id = m.id
      left join lateral (
           select x.detail_code from checklists l
             join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
             join points x on x.tenant_id = $1 and x.version_id = v.id and x.code = m.point_code
            where l.tenant_id = $1 and l.code = m.list_code order by v.number desc limit 1) t on true
     where m.tenant_id = $1 and m.id = $2 and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($3))"""


async def to_standard(measure: UUID, *, leads: Sequence[UUID], by: UUID, now: datetime) -> UUID:
    """Write the measure into the draft of the next version, with its effect as the reason; returns the draft.

    Refused: 404 outside the line or not judged, 409 unless it worked or when it is in the draft already, 422 for a point
    that belongs to no detail.
    """
    row = await db().fetchrow(MEASURE, current(), measure, list(leads))
    if row is None:
        raise not_found()
    if row["verdict"] != "worked":
        raise Refused(409, N_("只有判为有效的措施才能写进标准。"), field="standard")
    if row["detail_code"] is None:
        raise Refused(422, N_("这个检查项没有挂到标准的细节上，不知道该改哪一条。请先在检查表里挂上。"), field="standard")
    words = {language: text for language, text in row["title"].items() if text}
    lesson = Lesson(row["detail_code"], words, _why(row), f"/measures/{measure}", measure)
    return await give_reason(lesson, by=by, now=now)


def _why(row: Any) -> dict[str, str]:
    figures = {name: _percent(row[name]) for name in ("estimate", "low", "high")}
    return {
        locale[:2]: translator(locale)(WHY, title=say(row["title"], locale=locale), **figures) for locale in LOCALES
    }


def _percent(share: Decimal) -> str:
    return f"{half_up(share * HUNDRED, 1):f}"
