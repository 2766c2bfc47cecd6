"""processes.yaml, rollout.yaml and supervision.yaml: how work is handed over, how the programme spreads, who looks on."""

from typing import Annotated, Literal

from msgspec import Meta

from saas.packs.parts import Code, Figure, Mark, Part, Text


# processes.yaml
class Span(Part, frozen=True):
    """A length of time: one of these."""

    minutes: Figure | None = None
    hours: Figure | None = None
    days: Figure | None = None
    workdays: Figure | None = None


class Back(Part, frozen=True):
    """A return to an earlier activity, and the case in which it happens."""

    to: Code
    when: Text


class Activity(Part, frozen=True):
    """One step, done by one post (`job_title`), by "*" (any post) or by somebody `outside` (a customer, a system).

    `condition`: what must be true before it is handed over to other hands. `limit`: time allowed, or `limit_note`: in
    words ("by 16:00").
    Without `next` the following activity comes next; the first starts, the last ends, unless start and end say otherwise.
    Of several in `next` all are taken, but those that `cases` names only in their case.
    """

    code: Code
    name: Text
    condition: Text | None = None
    job_title: str | None = None
    outside: Text | None = None
    limit: Span | None = None
    limit_note: Text | None = None
    next: tuple[Code, ...] = ()
    cases: tuple[Back, ...] = ()
    back: tuple[Back, ...] = ()
    start: bool = False
    end: bool = False
    checklist: Code | None = None
    details: tuple[Code, ...] = ()
    mark: Mark | None = None


class Process(Part, frozen=True):
    """`mark` holds for every activity without its own."""

    code: Code
    name: Text
    mark: Mark
    activities: tuple[Activity, ...]
    goal: Text | None = None


class Processes(Part, frozen=True):
    processes: tuple[Process, ...] = ()


# rollout.yaml
Evidence = Literal[
    "decision", "owners_covered", "standards_covered", "checks_on_time", "reviews_sampled", "review_agreement",
    "findings_closed", "reading_confirmed", "trained", "signals_looked_at", "ledger_match", "ledger_complete", "data_fresh",
    "appeals", "indicator", "score", "other",
]  # fmt: skip


class Gate(Part, frozen=True):
    """One criterion: what is measured (`by`), its figure (at least `low`, at most `high`) over the last `days`.

    by: indicator names the `indicator`; by: decision and by: other are judged by a person, without a figure.
    """

    code: Code
    text: Text
    by: Evidence
    low: Figure | None = None
    high: Figure | None = None
    uom: str | None = None
    days: int | None = None
    indicator: Code | None = None
    checklists: tuple[Code, ...] = ()


class Stage(Part, frozen=True):
    """A stage of the rollout: `scope` says where, `work` what; `signs` tell that it is failing.

    Once it opens, lists are laid out in its `units` and below (none: the whole company): these `checklists`, those that check
    details of these `systems`, or every list. A stage that only `prepares` lays out none.
    """

    code: Code
    name: Text
    scope: Text
    work: Text
    entry: tuple[Gate, ...]
    exit: tuple[Gate, ...]
    weeks: Figure | None = None
    units: tuple[Code, ...] = ()
    checklists: tuple[Code, ...] = ()
    systems: tuple[Code, ...] = ()
    prepares: bool = False
    signs: tuple[Text, ...] = ()


class Rollout(Part, frozen=True):
    mark: Mark = Mark("suggestion")
    stages: tuple[Stage, ...] = ()


# supervision.yaml
class Meeting(Part, frozen=True):
    """Something leaders do again and again: how often, who, what they look at.

    `does`: look (go, see and note it), spot (fill drawn lists in again, blind) or review (open so many of the queue). The
    last two say how much: `share` per cent or a `number` of checks a round, of these `checklists` or of all.
    """

    code: Code
    every: Literal["shift", "day", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year"]
    text: Text
    job_title: Code | None = None
    does: Literal["look", "spot", "review"] = "look"
    share: Figure | None = None
    number: Annotated[int, Meta(ge=1, le=1000)] | None = None
    checklists: tuple[Code, ...] = ()


class Blank(Part, frozen=True):
    """What the form of a channel asks for, beside the findings; `options` of a choice."""

    code: Code
    text: Text
    kind: Literal["text", "number", "choice", "date", "unit", "object", "detail", "photos"] = "text"
    required: bool = False
    options: tuple[Text, ...] = ()


class Channel(Part, frozen=True):
    """A way by which others see what happens: a hotline, an inspection, a survey. `days`: to answer within; `source`: what
    the findings that come in are called; `fields`: its form.
    """

    code: Code
    text: Text
    source: Literal["customer", "regulator", "third_party", "call_back", "video", "meeting", "report"] = "meeting"
    external: bool = False
    days: Figure | None = None
    fields: tuple[Blank, ...] = ()


class Escalation(Part, frozen=True):
    """Overdue for so many days: it goes up to this post, or to somebody outside."""

    days: Figure
    job_title: Code | None = None
    outside: Text | None = None


class Supervision(Part, frozen=True):
    mark: Mark = Mark("suggestion")
    rhythm: tuple[Meeting, ...] = ()
    channels: tuple[Channel, ...] = ()
    escalation: tuple[Escalation, ...] = ()
