"""The industry packs that this installation offers: one folder each, read once a process."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saas.packs.cross import details
from saas.packs.cross_files import IN
from saas.packs.format import Pack
from saas.packs.parts import Face
from saas.packs.read import PackFaults, documents_of, folder_of, read_pack
from saas.refusals import Refused
from saas.words import N_

log = logging.getLogger("jingjin.web")
FOLDER = Path(__file__).parents[2] / "tenants" / "packs"


def keys() -> list[str]:
    """Keys of the packs on the shelf; a key is the folder's name."""
    return sorted(face.parent.name for face in FOLDER.glob("*/pack.yaml"))


@dataclass(frozen=True)
class Offer:
    """A pack to choose: its face, and how much of each it brings."""

    face: Face
    posts: int
    details: int
    lists: int
    points: int
    objects: int


async def offers() -> list[Offer]:
    """Every pack on the shelf that can be read, the empty start last: a faulty one must not shut the door to the others."""
    found = []
    for key in keys():
        try:
            found.append(offer(await pack_named(key)))
        except PackFaults:
            log.exception("the pack %s is not offered: saas pack check %s", key, FOLDER.name + "/" + key)
    return sorted(found, key=lambda one: (not one.details, one.face.key))


def offer(pack: Pack) -> Offer:
    """What a pack brings."""
    lists = pack.checklists.checklists
    points = sum(len(checklist.points) for checklist in lists)
    return Offer(pack.pack, len(pack.organisation.posts), len(details(pack)), len(lists), points, len(pack.objects.objects))


async def pack_named(key: str) -> Pack:
    """The pack of this key. Refused (422) when there is none; PackFaults when its files are wrong."""
    if key not in keys():
        raise Refused(422, N_("没有这个行业包，请从列表中选择。"), field="pack")
    return await asyncio.to_thread(_read, key)


def documents_named(key: str) -> dict[str, bytes]:
    """files/… → content of a pack on the shelf."""
    return documents_of(folder_of(FOLDER / key)) if (FOLDER / key / IN).is_dir() else {}


def open_early() -> None:
    """Read all packs before somebody asks: the first who signs up does not wait for it. A faulty one is told when offered."""
    for key in keys():
        with suppress(PackFaults, OSError):
            _read(key)


@cache
def _read(key: str) -> Pack:
    return read_pack(FOLDER / key)
