"""What a piece of work costs the processor, wherever it is done: web processes and database alike, whatever else runs beside."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM = 1, 11, 12  # places in /proc/<pid>/stat behind the name


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
    return sum(int(found[pid][USER]) + int(found[pid][SYSTEM]) for pid in ours - {os.getpid()} if pid in found) / TICK


def used_by(pid: int) -> float:
    """Milliseconds of processor time of this process and of another one, to the microsecond."""
    return time.process_time() * 1000 + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def _stat(at: Path) -> list[str]:
    try:
        return (at / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return []
