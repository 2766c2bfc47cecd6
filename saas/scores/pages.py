"""Scores: who stands where in a cycle, and one score down to the answers behind it."""

from __future__ import annotations

from uuid import UUID

from saas.refusals import not_found
from saas.scores import labels, reads, so_far
from saas.scores.show import Shown
from saas.visit import Visit
from saas.web import View, page


def sight(visit: Visit) -> reads.Sight:
    """Leaders see their lines, staff their own posts and the total of their units."""
    return reads.Sight(visit.leads(), visit.posts, visit.post_units)


@page("/scores", permit="score.read")
async def board(visit: Visit) -> View:
    cycles, mine = await reads.cycles(visit.posts)
    chosen = _chosen([each for each in cycles if each.state != "open"], visit.request.query_params.get("cycle"))
    rows = await reads.board(chosen.id, sight(visit)) if chosen else []
    current = next((each for each in cycles if each.state == "open" and each.covers(visit.today)), None)
    now = await so_far.of_posts(current.id, visit.posts, now=visit.now) if current and visit.posts else []
    return View(
        "scores/board.html",
        cycles=cycles,
        chosen=chosen,
        rows=rows,
        current=current,
        now=now,
        mine=mine,
        components=labels.COMPONENTS,
    )


@page("/scores/{cycle}/{subject}", permit="score.read")
async def score(visit: Visit, cycle: UUID, subject: UUID) -> View:
    scored = await reads.scored(cycle, subject, sight(visit))
    if scored is None:
        raise not_found()
    names, sheet = await reads.names_and_sheet(cycle)
    return View("scores/score.html", scored=scored, shown=Shown(scored, names, sheet), labels=labels, names=names)


def _chosen(closed: list[reads.CycleName], asked: str | None) -> reads.CycleName | None:
    """The cycle that was asked for, else the latest closed one."""
    return next((each for each in closed if str(each.id) == asked), closed[0] if closed else None)
