"""Processes: the list with what waits for me, and one process as a picture, a table and its versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas import forms
from saas.processes import compare_pages, draft_pages, publish_pages, reads, run_pages, run_reads
from saas.processes.asked import id_asked
from saas.processes.picture import picture
from saas.processes.rules import faults
from saas.processes.shown import told
from saas.processes.start_run import start_run
from saas.processes.strand import strand
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

__all__ = ["compare_pages", "draft_pages", "publish_pages", "run_pages"]
ROOM = 1010  # what a desk leaves beside the menu


@page("/processes", permit="process.run")
async def processes(visit: Visit) -> View:
    """What waits for me comes first; people of external units see no more than that and their runs."""
    mine = await run_reads.mine(visit.member, visit.posts)
    known = await reads.listed(visit.today) if visit.may("process.read") else []
    begins = await run_reads.startable(visit.posts, visit.today)
    return View("processes/processes.html", mine=mine, processes=known, begins=begins, given={}, errors={})


@page("/processes/{process}", permit="process.read")
async def process(visit: Visit, process: UUID) -> View:
    """?of=<version>: an older or coming version; without it the one in force."""
    found = await reads.process(process, visit.today)
    version = found.shown(id_asked(visit, "of"))
    activities = await reads.activities(version.id, visit.today) if version else []
    begins = await run_reads.may_start(process, visit.posts, visit.today)
    words = told(activities, visit.locale)
    return View(
        "processes/process.html", process=found, version=version, activities=activities,
        wide=picture(activities, words, ROOM), tall=strand(activities, words), told={one.code: one for one in words},
        begins=begins if version and version.id == found.version else [],
        faults=faults(activities) if version else [], given={}, errors={},
    )  # fmt: skip


@page("/processes/{process}/runs", permit="process.run")
async def start(visit: Visit, process: UUID) -> View:
    """The form that starts a run."""
    return await _start(visit, process)


@act("POST", "/processes/{process}/runs", permit="process.run", alone=True)
async def post_run(visit: Visit, process: UUID) -> View | Go:
    given = await forms.fields(visit)
    work = start_run(
        process, given.get("title", ""), given.get("thing", ""), given.get("start"), by=visit.member, now=visit.now,
        zone=visit.tenant.zone,
    )  # fmt: skip
    made, errors = await forms.tried(visit, work)
    if made is not None:
        return Go(f"/{visit.tenant.slug}/processes/runs/{made}")
    async with inside(visit.tenant.id):
        return await _start(visit, process, given, errors)


async def _start(visit: Visit, process: UUID, given: Any = None, errors: Any = None) -> View:
    found = await reads.process(process, visit.today)
    begins = await run_reads.may_start(process, visit.posts, visit.today)
    if not begins and not visit.may("process.read"):
        raise not_found()
    return View(
        "processes/start.html",
        status=422 if errors else 200,
        process=found,
        begins=begins,
        given=given or {},
        errors=errors or {},
    )
