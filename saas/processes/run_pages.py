"""A run: its story, and the form of whoever's turn it is."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from saas import files, forms
from saas.processes import reads, run_reads
from saas.processes.asked import id_asked, ticked
from saas.processes.cancel_run import cancel_run
from saas.processes.decline import decline
from saas.processes.flow import Activity
from saas.processes.hand_over import hand_over
from saas.processes.held_run import Proof, run_of
from saas.processes.run_reads import Run, Shown
from saas.processes.send_back import send_back
from saas.processes.shown import length, limit, owner
from saas.processes.take_over import take_over
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from tenants import inside

TURN = "/processes/turns/{turn}"
RUN = "/processes/runs/{process_run}"
STATES = ("running", "done", "cancelled", "")


@dataclass(frozen=True)
class Step:
    """A turn as the story tells it: who it waits for, how long it took, by how much it is late, and what the reader may do."""

    turn: Shown
    activity: Activity
    owner: str
    limit: str
    took: str
    over: str
    act: str


@page("/processes/runs", permit="process.run")
async def runs(visit: Visit) -> View:
    """?state=running|done|cancelled|all, ?of=<process>, ?page="""
    state = visit.request.query_params.get("state", "running")
    state = state if state in STATES else "" if state == "all" else "running"
    number, of = forms.page_number(visit), id_asked(visit, "of")
    who = (visit.member, list(visit.posts), _leads(visit))
    found = await run_reads.runs(who, visit.now, state=state, process=of, page=number)
    total = found[0].total if found else 0
    return View("processes/runs.html", runs=found, state=state, of=of, page=number, total=total,
                pages=forms.pages(total, run_reads.MOST))  # fmt: skip


@page(RUN, permit="process.run")
async def run(visit: Visit, process_run: UUID) -> View:
    return await _run(visit, process_run)


@act("POST", RUN + "/cancellation", permit="process.run", alone=True)
async def post_cancellation(visit: Visit, process_run: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = cancel_run(process_run, reason=given.get("reason", ""), by=visit.member, now=visit.now, zone=visit.tenant.zone)
    _, errors = await forms.tried(visit, work)
    return await _after(visit, process_run, given, errors)


@act("POST", TURN + "/takeover", permit="process.run", alone=True)
async def post_takeover(visit: Visit, turn: UUID) -> View | Go:
    return await _done(visit, turn, take_over(turn, by=visit.member, now=visit.now, zone=visit.tenant.zone), {})


@act("POST", TURN + "/handover", permit="process.run", alone=True)
async def post_handover(visit: Visit, turn: UUID) -> View | Go:
    given = await forms.fields(visit)
    proof = Proof(given.get("note", ""), forms.chosen(given.get("photo")), given.get("met") == "on")
    to = await ticked(visit, "to")
    work = hand_over(turn, proof, to=to, by=visit.member, now=visit.now, zone=visit.tenant.zone)
    return await _done(visit, turn, work, given | {"to": to})


@act("POST", TURN + "/refusal", permit="process.run", alone=True)
async def post_refusal(visit: Visit, turn: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = decline(turn, reason=given.get("reason", ""), by=visit.member, now=visit.now, zone=visit.tenant.zone)
    return await _done(visit, turn, work, given)


@act("POST", TURN + "/return", permit="process.run", alone=True)
async def post_return(visit: Visit, turn: UUID) -> View | Go:
    given = await forms.fields(visit)
    reason = given.get("reason", "")
    work = send_back(turn, given.get("back", ""), reason=reason, by=visit.member, now=visit.now, zone=visit.tenant.zone)
    return await _done(visit, turn, work, given)


@page(TURN + "/photo", permit="process.run")
async def photo(visit: Visit, turn: UUID) -> File:
    """The photo given with a handover, for those whom the run concerns."""
    found = await run_reads.photo_path(turn)
    if found is None or not _concerns(visit, await run_reads.turns(found[0])):
        raise not_found()
    body = await files.get(visit.tenant.id, found[1])
    if body is None:
        raise not_found()
    return File(body, "image/png" if found[1].endswith(".png") else "image/jpeg", keep=True)


async def _done(visit: Visit, turn: UUID, work: Awaitable[UUID], given: Mapping[str, Any]) -> View | Go:
    run, errors = await forms.tried(visit, work)
    if run is None:
        async with inside(visit.tenant.id):
            run = await run_of(turn)
    return await _after(visit, run, {**given, "turn": str(turn)}, errors)


async def _after(visit: Visit, run: UUID, given: Mapping[str, Any], errors: Mapping[str, str]) -> View | Go:
    if not errors:
        return Go(f"/{visit.tenant.slug}/processes/runs/{run}")
    async with inside(visit.tenant.id):
        return await _run(visit, run, given, errors)


async def _run(visit: Visit, run: UUID, given: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None) -> View:
    head = await run_reads.run(run, visit.member)
    turns = await run_reads.turns(run)
    if not head.mine and not _concerns(visit, turns):
        raise not_found()
    activities = {each.code: each for each in await reads.activities(head.version, visit.today)}
    steps = [_step(visit, head, turn, activities[turn.activity_code]) for turn in turns]
    led = bool(turns) and bool(set(_leads(visit)) & set(turns[0].run_line))
    return View(
        "processes/run.html", status=422 if errors else 200, run=head, steps=steps, activities=activities,
        lead=length((head.ended_at or visit.now) - head.started_at, visit.locale), may_cancel=head.mine or led,
        given=given or {}, errors=errors or {},
    )  # fmt: skip


def _step(visit: Visit, run: Run, turn: Shown, activity: Activity) -> Step:
    def said(time: timedelta | None) -> str:
        return length(time, visit.locale) if time else ""

    return Step(
        turn, activity, owner(activity, visit.locale), limit(activity, visit.locale), said(turn.took(visit.now)),
        said(turn.over(visit.now)), _act(visit, run, turn, activity),
    )  # fmt: skip


def _act(visit: Visit, run: Run, turn: Shown, activity: Activity) -> str:
    """What the form offers; the verbs decide again, under their lock."""
    if run.state != "running":
        return ""
    led = set(_leads(visit)) & set(turn.line)
    if turn.state == "waiting":
        mine = set(visit.posts) & set(turn.posts) or (activity.owner == "anyone" and visit.posts) or led
        return "" if not mine else "both" if visit.member in turn.given_by else "take"
    if turn.state == "working":
        holds = turn.taken_by == visit.member or turn.taken_post in visit.posts
        return "finish" if activity.owner == "outside" or holds or led else ""
    return ""


def _concerns(visit: Visit, turns: list[Shown]) -> bool:
    posts, leads = set(visit.posts), set(_leads(visit))
    return any(
        visit.member in (turn.taken_by, turn.done_by)
        or posts & {*turn.posts, turn.taken_post}
        or leads & {*turn.line, *turn.run_line}
        or (turn.state == "waiting" and not turn.posts and posts)
        for turn in turns
    )


def _leads(visit: Visit) -> list[UUID]:
    """Units led; an administrator leads nobody."""
    return [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]
