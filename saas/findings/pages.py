"""Findings: whose turn it is, the story of one, and the two acts that move it on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.findings import reads
from saas.findings.act_on import act_on
from saas.findings.verify import verify
from saas.refusals import Refused
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, page

BLANK = dict.fromkeys(("cause", "action", "photo", "note", "outcome"), "")
STATES = {"waiting": reads.WAITING, "all": reads.STATES} | {state: (state,) for state in reads.STATES}
SEVERITIES = ("veto", "major", "minor")


@page("/findings", permit="finding.read")
async def findings(visit: Visit) -> View:
    asked = visit.request.query_params
    line = bool(visit.leads()) and asked.get("whose") != "mine"
    state = asked.get("state", "")
    state = state if state in STATES else "waiting"
    severity = asked.get("severity") if asked.get("severity") in SEVERITIES else None
    wanted = reads.Asked(
        [] if line else visit.posts, visit.leads() if line else [], STATES[state], as_id(asked.get("unit")),
        severity, forms.page_number(visit),
    )  # fmt: skip
    found = await reads.findings(wanted, today=visit.today)
    return View("findings/findings.html", found=found, asked=wanted, line=line, state=state)


@page("/findings/{finding}", permit="finding.read")
async def finding(visit: Visit, finding: UUID) -> View:
    return await _story(visit, finding)


@act("POST", "/findings/{finding}/action", permit="finding.act")
async def post_action(visit: Visit, finding: UUID) -> View | Go:
    given = await _form(visit)
    try:
        await act_on(
            finding, cause=given["cause"], action=given["action"], photo=as_id(given["photo"]),
            by=visit.member, now=visit.now,
        )  # fmt: skip
    except Refused as refused:
        return await _again(visit, finding, refused, given)
    return Go(f"/{visit.tenant.slug}/findings/{finding}")


@act("POST", "/findings/{finding}/verification", permit="finding.verify")
async def post_verification(visit: Visit, finding: UUID) -> View | Go:
    given = await _form(visit)
    try:
        await verify(finding, outcome=given["outcome"], note=given["note"], by=visit.member, now=visit.now)
    except Refused as refused:
        return await _again(visit, finding, refused, given)
    return Go(f"/{visit.tenant.slug}/findings/{finding}")


async def _story(visit: Visit, finding: UUID, *, status: int = 200, **form: Any) -> View:
    seen, steps = await reads.finding(finding, posts=visit.posts, leads=visit.leads(), today=visit.today)
    values = {"errors": (), "given": BLANK} | form
    turn = _turn(visit, seen, steps)
    return View("findings/finding.html", status=status, finding=seen, steps=steps, turn=turn, **values)


def _turn(visit: Visit, seen: reads.Seen, steps: list[Any]) -> str | None:
    """The form this person gets: act, verify or none. The verbs decide again, under their lock."""
    holds = seen.post_id in visit.posts
    if seen.state == "open" and holds:
        return "act"
    acted = [step["member"] for step in steps if step["kind"] == "acted"]
    mine = holds or acted[-1:] == [visit.member]
    return "verify" if seen.state == "acted" and not mine and visit.may("finding.verify") else None


async def _again(visit: Visit, finding: UUID, refused: Refused, given: dict[str, str]) -> View:
    """The same page with the fault at its field; nothing was written before it was found."""
    if not refused.problems:
        raise refused
    return await _story(visit, finding, status=refused.status, errors=refused.problems, given=given)


async def _form(visit: Visit) -> dict[str, str]:
    form = await visit.request.form()
    return BLANK | {name: value for name, value in form.items() if isinstance(value, str)}
