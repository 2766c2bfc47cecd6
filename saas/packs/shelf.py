"""The industry packs that this installation offers: one folder each, read once a process."""

import asyncio
from functools import cache
from pathlib import Path

from saas.packs.format import Pack
from saas.packs.parts import Face
from saas.packs.read import read_pack
from saas.refusals import Refused
from saas.words import N_

FOLDER = Path(__file__).parents[2] / "tenants" / "packs"


def keys() -> list[str]:
    """Keys of the packs on the shelf; a key is the folder's name."""
    return sorted(face.parent.name for face in FOLDER.glob("*/pack.yaml"))


async def faces() -> list[Face]:
    """Name and summary of every pack, to choose from."""
    return [(await pack_named(key)).pack for key in keys()]


async def pack_named(key: str) -> Pack:
    """The pack of this key. Refused (422) when there is none; PackFaults when its files are wrong."""
    if key not in keys():
        raise Refused(422, N_("没有这个行业包，请从列表中选择。"), field="pack")
    return await asyncio.to_thread(_read, key)


@cache
def _read(key: str) -> Pack:
    return read_pack(FOLDER / key)
