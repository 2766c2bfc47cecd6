"""`saas pack check FILE|FOLDER` and `saas pack export COMPANY [--to FOLDER]`."""

import sys
from pathlib import Path

from saas.packs.read import FILES, PackFaults, Reading, pack_of
from saas.packs.zips import unzipped


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
        files = {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.suffix in (".yaml", ".yml")}
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
