"""Scores: who stands where in a cycle, and one score down to the answers behind it."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.refusals import not_found
from saas.scores import behind, labels, reads, so_far
from saas.scores.between import against
from saas.scores.mine import Mine, mine
from saas.scores.mine import subject as about
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
    asked = visit.request.query_params.get("since", "")
    since = next((UUID(key) for key, _ in scored.others if key == asked), None)
    if since:
        scored = await against(scored, sheet, since)
    shown = Shown(scored, names, sheet)
    return View("scores/score.html", scored=scored, shown=shown, labels=labels, names=names, since=since)


@page("/my-score", permit="score.read")
async def my_score(visit: Visit) -> View:
    """One's own score and why, post by post, cycle by cycle."""
    all_mine = await mine(visit.member)
    chosen = _mine(all_mine, visit.request.query_params.get("cycle"), visit.request.query_params.get("post"))
    scored = await reads.scored(chosen.cycle_id, chosen.post_id, reads.Sight([], [chosen.post_id], [])) if chosen else None
    if chosen is None or scored is None:
        return View("scores/mine.html", mine=all_mine, chosen=None, scored=None)
    names, sheet = await reads.names_and_sheet(chosen.cycle_id)
    shown = Shown(scored, names, sheet)
    return View("scores/mine.html", mine=all_mine, chosen=chosen, scored=scored, shown=shown, labels=labels, names=names)


@page("/scores/{cycle}/{subject}/answers", permit="score.read")
async def answers(visit: Visit, cycle: UUID, subject: UUID) -> View:
    """The single checks behind a point; without a point, what was missed or late."""
    asked, at = visit.request.query_params, forms.page_number(visit)
    line = asked.get("list", ""), asked.get("point", "")
    told = await about(cycle, subject, sight(visit), visit.member, line)
    if told is None or (line != ("", "") and told.point is None):
        raise not_found()
    if told.point is None:
        rows, total = await behind.late_ones(cycle, subject, at, visit.now)
    else:
        rows, total = await behind.answers(cycle, subject, *line, at)
    return View(
        "scores/answers.html", told=told, rows=rows, total=total, at=at, pages=forms.pages(total, behind.PAGE), cycle=cycle,
        subject=subject, line=line, linked=True, appeal=None,
    )  # fmt: skip


def _mine(rows: list[Mine], cycle: str | None, post: str | None) -> Mine | None:
    """The one that was asked for, else the first of that cycle, else the newest."""
    same = [each for each in rows if str(each.cycle_id) == cycle] or rows
    return next((each for each in same if str(each.post_id) == post), same[0] if same else None)


def _chosen(closed: list[reads.CycleName], asked: str | None) -> reads.CycleName | None:
    """The cycle that was asked for, else the latest closed one."""
    return next((each for each in closed if str(each.id) == asked), closed[0] if closed else None)
