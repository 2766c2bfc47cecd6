"""What a pack says and no table of its own holds, as rows of pack_parts: the part, a code in it, and the rest. Pure."""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Any

import msgspec

from saas.packs.format import Pack
from saas.packs.rows import Batch, Birth
from saas.packs.told import as_json, body, told

Entry = tuple[str, dict[str, Any]]
MARKED = ("organisation", "objects", "indicators", "measures", "rollout", "supervision")


def parts(birth: Birth) -> Iterator[Batch]:
    """One batch; an entry that says nothing beyond the tables is left out."""
    rows = [
        (part, code, n, said) for part, entries in beyond(birth.pack).items() for n, (code, said) in enumerate(entries.items(), 1)
    ]
    yield Batch("pack_parts", "part, code, position, body", rows)


def supervision(birth: Birth) -> Iterator[Batch]:
    """The rhythm of the leaders, a rule each, and the channels of others."""
    given = birth.pack.supervision.rhythm
    yield Batch(
        "supervision_rules", "id, code, text, job_title, every, does, share, number, lists, position",
        [(birth.ids("rhythm", one.code), one.code, body(one.text), one.job_title or "", one.every, one.does, as_json(one.share),
          one.number, list(one.checklists), n) for n, one in enumerate(given, 1)],
    )  # fmt: skip
    yield Batch(
        "channels", "id, code, text, source, external, days, fields, position",
        [(birth.ids("channel", one.code), one.code, body(one.text), one.source, one.external,
          None if one.days is None else str(ceil(one.days)), [body(blank) for blank in one.fields], n)
         for n, one in enumerate(birth.pack.supervision.channels, 1)],
    )  # fmt: skip


def beyond(pack: Pack) -> dict[str, dict[str, dict[str, Any]]]:
    """Part → code → what the tables do not say of it."""
    kept: dict[str, Iterable[Entry]] = {
        "pack": [("face", body(pack.pack, "format", "timezone", "layers"))],
        "marks": [(name, body(getattr(pack, name).mark)) for name in MARKED],
        "layers": [(one.code, {"level": one.level}) for one in pack.pack.layers],
        "job_titles": [(one.code, {"layer": one.layer}) for one in pack.organisation.job_titles],
        "shifts": _whole(pack.organisation.shifts),
        "details": _details(pack),
        "responsibilities": [(one.detail, body(one, "detail")) for one in pack.responsibilities.responsibilities],
        "processes": _whole(pack.processes.processes),
        "checklists": [(one.code, {"mark": body(one.mark)}) for one in pack.checklists.checklists],
        "schedules": [(one.code, body(one.schedule)) for one in pack.checklists.checklists if one.schedule],
        "measures": _whole(pack.measures.measures),
    }
    return {part: {code: said for code, said in entries if said} for part, entries in kept.items()}


def _whole(entries: Iterable[Any]) -> list[Entry]:
    return [(one.code, body(one, "code")) for one in entries]


def _only(part: msgspec.Struct, *fields: str) -> dict[str, Any]:
    return {key: as_json(value) for key, value in told(part).items() if key in fields}


def _details(pack: Pack) -> list[Entry]:
    return [
        (detail.code, _only(detail, "correction"))
        for system in pack.standards.systems
        for category in system.categories
        for item in category.items
        for step in item.steps
        for detail in step.details
    ]
