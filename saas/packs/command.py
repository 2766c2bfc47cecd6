"""`saas pack check FILE|FOLDER` and `saas pack export COMPANY [--to FOLDER]`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from saas.calendar import business_date
from saas.files import open_store
from saas.packs import write
from saas.packs.documents import documents
from saas.packs.export import export as exported
from saas.packs.read import FILES, PackFaults, Reading, folder_of, pack_of
from saas.packs.zips import unzipped
from saas.settings import Settings
from tenants import db, engine, inside, lobby


def check(path: Path) -> int:
    """Print every fault of a folder, a zip or one file of a pack with its line, or ok; 1 when there is one."""
    try:
        told, code = _checked(path), 0
    except PackFaults as error:
        told, code = str(error), 1
    except OSError as error:
        told, code = f"{path}: {error.strerror}", 1
    sys.stdout.write(f"{told}\n")
    return code


def _checked(path: Path) -> str:
    if path.is_dir():
        files = folder_of(path)
    elif path.name in FILES:
        return _alone(path)
    else:
        files = unzipped(path.read_bytes())
    pack, advice = pack_of(files)
    if advice:
        raise PackFaults(advice)
    points = sum(len(checklist.points) for checklist in pack.checklists.checklists)
    return f"ok: {pack.pack.key} {pack.pack.version}, {len(pack.organisation.posts)} posts, {points} points"


def _alone(path: Path) -> str:
    """One file by itself: its form only, since what it must agree with stands in the others."""
    reading = Reading({path.name: path.read_bytes()})
    reading.part(path.name, FILES[path.name].type)
    if reading.faults:
        raise PackFaults(reading.faults)
    return "ok"


def export(company: str, to: Path, settings: Settings, now: datetime | None = None) -> int:
    """Write the company's configuration as a folder of its name inside `to`; 1 when there is no such company."""
    files = asyncio.run(_exported(company, settings, now or datetime.now(UTC)))
    if files is None:
        sys.stderr.write(f"{company}: 没有这家公司 / there is no such company\n")
        return 1
    folder = to / company
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    sys.stdout.write(f"{folder}\n")
    return 0


async def _exported(company: str, settings: Settings, now: datetime) -> dict[str, bytes] | None:
    engine.connect_to(settings.app)
    open_store(settings.files_url)
    await engine.start_connection_pool(min_size=1, max_size=1)
    try:
        async with lobby():
            found = await db().fetchrow("select id, zone from tenants where slug = $1", company)
        if found is None:
            return None
        async with inside(found["id"]):
            today = business_date(now, found["zone"])
            return write.files(await exported(today)) | await documents(today)
    finally:
        await engine.close_connection_pool()
