"""Write figures down: by hand, from a sheet, over the interface. A corrected figure is the next edition, with a why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.indicators import reads
from saas.indicators.compute import compute
from saas.indicators.over import EXPECTED, Figure
from saas.indicators.periods import period
from saas.refusals import Problem, Refused
from saas.words import N_
from tenants import current, db

LONGEST_WHY = 500
MOST = 5_000
# Of two people who correct one figure, the second sees what the first wrote.
HELD = "select id from indicators where tenant_id = $1 and id = any($2) order by id for update"
INSERT = """
    insert into indicator_values (tenant_id, indicator_id, name, subject_kind, subject_id, first_day, last_day, edition, value,
                                  state, source, noted_at, noted_by, why)
    select $1, g.indicator, g.name, g.kind, g.subject, g.first_day, g.last_day, g.edition, g.value, g.state, $3, $4, $5, g.why
      from jsonb_to_recordset($2) g (indicator uuid, name text, kind text, subject uuid, first_day date, last_day date,
                                     edition int, value numeric, state text, why text)
    on conflict do nothing"""


@dataclass(frozen=True)
class Note:
    """One figure; `field` is where a refusal is shown. `name`: an input, or '~' what is expected of the period."""

    indicator: UUID
    name: str
    subject: UUID
    day: date
    value: Decimal
    provisional: bool = False
    why: str = ""
    field: str = "value"


async def note_values(notes: Sequence[Note], *, source: str, by: UUID | None, now: datetime, today: date) -> int:
    """How many figures changed; what stands already is left alone. What follows from them is computed at once.

    Refused 422 at each field: no such indicator, input or subject, a period that has not begun, a correction of a
    confirmed figure without a why. Nothing is written then.
    """
    if not notes:
        return 0
    await db().fetch(HELD, current(), list({note.indicator for note in notes}))
    known = {one.id: one for one in (await reads.defined()).values()}
    tree = await reads.subjects(note.subject for note in notes)
    spans = {note: period(known[note.indicator].form.frequency, note.day) for note in notes if note.indicator in known}
    first, last = min((s[0] for s in spans.values()), default=today), max((s[1] for s in spans.values()), default=today)
    before = {(f.indicator_id, f.name, f.subject_id, f.first_day): f for f in await reads.figures(first, last, list(known))}
    problems: list[Problem] = []
    rows, touched = [], set()
    for note in notes[:MOST]:
        stands = before.get((note.indicator, note.name, note.subject, spans[note][0])) if note in spans else None
        if problem := _problem(note, known, tree, spans, stands, today):
            problems.append(problem)
        elif stands is None or stands.value != note.value or (stands.state == "provisional" and not note.provisional):
            rows.append(_row(note, tree[note.subject].kind, spans[note], stands))
            touched.add((note.indicator, spans[note]))
    if problems:
        raise Refused.all(problems)
    await db().execute(INSERT, current(), rows, source, now, by)
    for indicator in {one for one, _ in touched}:
        await trail.record("note", "indicator", indicator, by=by, now=now, source=source, figures=len(rows))
    for span in sorted({span for _, span in touched}):
        await compute(*span, now=now, today=today)
    return len(rows)


def _problem(note: Note, known: dict, tree: dict, spans: dict, stands: Figure | None, today: date) -> Problem | None:  # type: ignore[type-arg]
    one = known.get(note.indicator)
    if one is None:
        return Problem(note.field, N_("这个指标没有发布或已停用。"))
    if note.name != EXPECTED and note.name not in {each.name for each in one.form.inputs}:
        return Problem(note.field, N_("这个指标没有这个输入。"))
    if note.subject not in tree:
        return Problem(note.field, N_("找不到这个部门、岗位或节点。"))
    if note.name != EXPECTED and spans[note][0] > today:
        return Problem(note.field, N_("这一期还没有开始。"))
    moved = stands is not None and stands.value != note.value
    if moved and stands.state == "confirmed" and note.name != EXPECTED and not note.why.strip():  # type: ignore[union-attr]
        return Problem(note.field, N_("改已经确认的数，要写为什么。"))
    return None


def _row(note: Note, kind: str, span: tuple[date, date], stands: Figure | None) -> dict[str, object]:
    return {
        "indicator": str(note.indicator), "name": note.name, "kind": kind, "subject": str(note.subject),
        "first_day": span[0].isoformat(), "last_day": span[1].isoformat(), "edition": 1 + (stands.edition if stands else 0),
        "value": str(note.value), "state": "provisional" if note.provisional else "confirmed",
        "why": note.why[:LONGEST_WHY].strip(),
    }  # fmt: skip
