"""What a piece of work costs the processor, wherever it is done: web processes and database alike, whatever else runs beside."""

from __future__ import annotations

import os
import time
from pathlib import Path

PARENT = 1  # its place in /proc/<pid>/stat behind the name


def descendants_cpu() -> float:
    """Seconds of processor time of all processes that this one started, and those they started."""
    found = {}
    for at in Path("/proc").iterdir():
        if at.name.isdigit() and (told := _stat(at)):
            found[int(at.name)] = told
    ours, grown = {os.getpid()}, True
    while grown:
        more = {pid for pid, told in found.items() if int(told[PARENT]) in ours} - ours
        ours, grown = ours | more, bool(more)
    return sum(_ran(pid) for pid in ours - {os.getpid()} if pid in found)


def used_by(pid: int) -> float:
    """Milliseconds of processor time of this process and of another one, to the microsecond."""
    return time.process_time() * 1000 + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def _ran(pid: int) -> float:
    """To the microsecond: the ticks of `stat` are longer than thirty pages take."""
    try:
        return sum(int((each / "schedstat").read_text().split()[0]) for each in Path(f"/proc/{pid}/task").iterdir()) / 1e9
    except OSError:  # it ended meanwhile
        return 0.0


def _stat(at: Path) -> list[str]:
    try:
        return (at / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return []
