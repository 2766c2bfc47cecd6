"""Two versions of a process compared by their measured times."""

from __future__ import annotations

from uuid import UUID

from saas.processes import reads
from saas.processes.asked import id_asked
from saas.processes.comparison import rows, scale
from saas.processes.measured import FEW, Measured, measured
from saas.visit import Visit
from saas.web import View, page


@page("/processes/{process}/comparison", permit="process.compare")
async def comparison(visit: Visit, process: UUID) -> View:
    """?before=<version>&after=<version>: without them the newest two; with one version alone its own times."""
    found = await reads.process(process, visit.today)
    known = found.versions
    after = found.shown(id_asked(visit, "after")) if known else None
    wanted = id_asked(visit, "before")
    older = [version for version in known if after and version.number < after.number]
    before = found.shown(wanted) if wanted else next(iter(older), None)
    ids = [version.id for version in (before, after) if version]
    times = await measured(ids) if ids else {}
    both = await reads.activities_of(ids, visit.today) if ids else {}
    old, new = ({} if v is None else times[v.id] for v in (before, after))
    told = rows(both.get(before.id, []) if before else [], both.get(after.id, []) if after else [], old, new)
    uom, minutes = scale(told)
    return View(
        "processes/comparison.html", process=found, before=before, after=after, rows=told, uom=uom, minutes=minutes,
        few=FEW, whole=_whole(old, new),
    )  # fmt: skip


def _whole(old: dict[str, Measured], new: dict[str, Measured]) -> tuple[Measured | None, Measured | None]:
    return old.get(""), new.get("")
