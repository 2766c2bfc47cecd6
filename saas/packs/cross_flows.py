"""What must agree in processes.yaml, rollout.yaml and supervision.yaml."""

from collections.abc import Iterator

from saas.packs.cross import details, held, marked, twice, unknown
from saas.packs.flows import Activity, Gate, Meeting, Process
from saas.packs.format import Pack
from saas.packs.shape import Fault
from saas.rollout.judge import TODAY_ONLY

ANYBODY = "*"
JUDGED = ("decision", "other")


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, in the order of the files."""
    yield from twice("processes.yaml", (p.code for p in pack.processes.processes))
    for process in pack.processes.processes:
        yield from marked(f"processes.yaml › {process.code}", process.mark)
        yield from _process(pack, process, f"processes.yaml › {process.code} › activities")
    yield from _rollout(pack)
    yield from _supervision(pack)


def ways(process: Process) -> dict[str, tuple[str, ...]]:
    """Activity → what comes next: as it says, else the one that follows it in the file."""
    following = [a.code for a in process.activities[1:]]
    nexts = [a.next or (() if a.end else tuple(following[n : n + 1])) for n, a in enumerate(process.activities)]
    return {a.code: nexts[n] for n, a in enumerate(process.activities)}


def starts(process: Process) -> list[str]:
    """Where it begins: the activities that say so, else the first."""
    return [a.code for a in process.activities if a.start] or [a.code for a in process.activities[:1]]


def _process(pack: Pack, process: Process, at: str) -> Iterator[Fault]:
    codes = [a.code for a in process.activities]
    yield from twice(at, codes)
    known = {d.code for d in details(pack)}
    for activity in process.activities:
        place = f"{at} › {activity.code}"
        yield from marked(place, activity.mark)
        yield from _activity(pack, activity, place)
        for field, used in (("next", activity.next), ("back", [back.to for back in activity.back])):
            for code in used:
                yield from unknown(f"{place} › {field}", code, codes)
        for case in activity.cases:
            yield from unknown(f"{place} › cases", case.to, ways(process)[activity.code])
        for code in activity.details:
            yield from unknown(f"{place} › details", code, known)
        if activity.checklist:
            yield from unknown(f"{place} › checklist", activity.checklist, {c.code for c in pack.checklists.checklists})
    yield from _handed_on(process, at)
    yield from _run(process, at)


def _activity(pack: Pack, activity: Activity, at: str) -> Iterator[Fault]:
    if (activity.job_title is None) == (activity.outside is None):
        yield Fault(f"{at} › job_title", "写岗位，或写外部的人，二者之一", "give a job title, or who does it outside")
    if activity.job_title and activity.job_title != ANYBODY:
        yield from held(pack, f"{at} › job_title", activity.job_title)
    if (activity.limit is None) == (activity.limit_note is None):
        yield Fault(f"{at} › limit", "写时限，或用文字写明期限，二者之一", "give a limit, or say it in words")
    span = activity.limit
    if span and sum(getattr(span, unit) is not None for unit in span.__struct_fields__) != 1:
        yield Fault(f"{at} › limit", "分、时、天、工作日写且只写一个", "give one of minutes, hours, days, workdays")


def _handed_on(process: Process, at: str) -> Iterator[Fault]:
    """Whoever goes on has to know when: only the same hands need no condition."""
    hands = {a.code: (a.job_title, a.outside) for a in process.activities}
    for code, after in ways(process).items():
        activity = next(a for a in process.activities if a.code == code)
        if activity.condition is None and any(hands.get(to) != hands[code] for to in after):
            yield Fault(f"{at} › {code} › condition", "要交给别人，须写交接条件", "it is handed over: say on what condition")


def _run(process: Process, at: str) -> Iterator[Fault]:
    """Each activity is reached from a start, and going forward never comes back to where one was."""
    forward = ways(process)
    reached: set[str] = set()
    ahead = starts(process)
    while ahead:
        code = ahead.pop()
        if code not in reached and code in forward:
            reached.add(code)
            ahead += forward[code]
    for code in sorted(forward.keys() - reached):
        yield Fault(f"{at} › {code}", "从开始走不到这一环节", "it is not reached from the start")
    rest = dict(forward)
    while ends := [code for code, after in rest.items() if not set(after) & rest.keys()]:
        rest = {code: after for code, after in rest.items() if code not in ends}
    for code in rest:
        zh = "环节绕成了圈；退回写在 back 里"
        yield Fault(f"{at} › {code} › next", zh, "the activities run in a circle; a return is written in back")


def _rollout(pack: Pack) -> Iterator[Fault]:
    rollout = pack.rollout
    yield from marked("rollout.yaml", rollout.mark)
    yield from twice("rollout.yaml › stages", (s.code for s in rollout.stages))
    yield from twice("rollout.yaml › stages", (g.code for s in rollout.stages for g in (*s.entry, *s.exit)))
    units = {u.code for u in pack.organisation.units}
    lists, systems = {c.code for c in pack.checklists.checklists}, {s.code for s in pack.standards.systems}
    for stage in rollout.stages:
        for code in stage.units:
            yield from unknown(f"rollout.yaml › stages › {stage.code} › units", code, units)
        for code in stage.checklists:
            yield from unknown(f"rollout.yaml › stages › {stage.code} › checklists", code, lists)
        for code in stage.systems:
            yield from unknown(f"rollout.yaml › stages › {stage.code} › systems", code, systems)
        for side, gates in (("entry", stage.entry), ("exit", stage.exit)):
            for gate in gates:
                yield from _gate(pack, gate, f"rollout.yaml › stages › {stage.code} › {side} › {gate.code}")


def _gate(pack: Pack, gate: Gate, at: str) -> Iterator[Fault]:
    if (gate.low is None and gate.high is None) and gate.by not in JUDGED:
        yield Fault(at, "须写数值：至少 low 或至多 high", "give its figure: at least low, or at most high")
    if gate.by in TODAY_ONLY and (gate.days or 1) > 1:
        yield Fault(f"{at} › days", "这一项只能看当天，不写天数", "only today can be told of this: no days")
    if (gate.by == "indicator") != bool(gate.indicator):
        yield Fault(f"{at} › indicator", "由指标判断的才写指标", "an indicator belongs to a gate by indicator")
    if gate.indicator:
        yield from unknown(f"{at} › indicator", gate.indicator, {i.code for i in pack.indicators.indicators})
    for code in gate.checklists:
        yield from unknown(f"{at} › checklists", code, {c.code for c in pack.checklists.checklists})


def _amount(pack: Pack, meeting: Meeting) -> Iterator[Fault]:
    """How much is drawn: a share or a number where lists are looked at again, neither where it is a round or a meeting."""
    at = f"supervision.yaml › rhythm › {meeting.code}"
    given = [figure for figure in (meeting.share, meeting.number) if figure is not None]
    if len(given) != (meeting.does != "look"):
        yield Fault(at, "spot、review 写 share 或 number 之一，look 不写", "share or number with spot and review only")
    if meeting.share is not None and not 0 < meeting.share <= 100:  # noqa: PLR2004
        yield Fault(f"{at} › share", "百分数须大于 0、不超过 100", "per cent: above 0, at most 100")
    for code in meeting.checklists:
        yield from unknown(f"{at} › checklists", code, {c.code for c in pack.checklists.checklists})


def _supervision(pack: Pack) -> Iterator[Fault]:
    given = pack.supervision
    yield from marked("supervision.yaml", given.mark)
    yield from twice("supervision.yaml", [*(one.code for one in given.rhythm), *(one.code for one in given.channels)])
    for channel in given.channels:
        at = f"supervision.yaml › channels › {channel.code} › fields"
        yield from twice(at, [one.code for one in channel.fields])
        for blank in channel.fields:
            if (blank.kind == "choice") != bool(blank.options):
                yield Fault(f"{at} › {blank.code}", "choice 要写 options，别的不写", "options with choice, and only there")
    for meeting in given.rhythm:
        if meeting.job_title:
            yield from held(pack, f"supervision.yaml › rhythm › {meeting.code} › job_title", meeting.job_title)
        yield from _amount(pack, meeting)
    for n, step in enumerate(given.escalation, 1):
        if step.job_title is not None and step.outside is not None:
            yield Fault(
                f"supervision.yaml › escalation › {n}",
                "岗位和外部的人只写一个；都不写就再上一级",
                "give a job title or who outside, not both; neither: one leader further up",
            )
        elif step.job_title:
            yield from held(pack, f"supervision.yaml › escalation › {n} › job_title", step.job_title)
