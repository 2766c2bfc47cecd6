"""The parent's side of reading a spreadsheet: a child with limits, its lines, and a sentence for each way it fails."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from saas.refusals import Refused
from saas.words import N_

CHILD = Path(__file__).with_name("child.py")
MEMORY = 1 << 30  # bytes the child may take
PATIENCE = 60  # seconds by the clock
LONGEST_LINE = 8_000_000
LARGEST = 200_000_000  # bytes of lines altogether
FAULTS = {
    "empty": N_("表格里没有内容。"),
    "old": N_("这是旧格式（.xls）或带密码的文件。请在表格软件中去掉密码，另存为 .xlsx 后再上传。"),
    "other": N_("这不是表格文件。请上传 .xlsx 或 .csv。"),
    "broken": N_("文件已损坏，读不出来。请在表格软件中打开，另存为 .xlsx 后再上传。"),
    "bomb": N_("文件展开后过大，没有读取。请只保留需要导入的那一张表，再上传。"),
    "memory": N_("文件内容过大，没有读取。请分成几个文件再上传。"),
    "time": N_("文件读取超时，没有读取。请只保留需要导入的那一张表，再上传。"),
    "rows": N_("最多一次导入 %(most)s 行。请分成几个文件再上传。"),
    "cells": N_("最多一次导入 %(most)s 格。请分成几个文件再上传。"),
    "charset": N_("文字编码认不出来。请另存为 UTF-8 或 GB18030 编码的 .csv，或者存为 .xlsx。"),
}
Line = tuple[int, list[Any]]


@dataclass(frozen=True)
class Read:
    """Rows that are not blank, with their numbers in the file."""

    worksheet: str
    lines: list[Line]


async def read(body: bytes, *, patience: int = PATIENCE, memory: int = MEMORY) -> Read:
    """The cells of a file from outside. Raises Refused 422 with what to do; nothing it holds can hurt this process."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "given"
        await asyncio.to_thread(path.write_bytes, body)
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(CHILD), str(path), str(memory),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True, limit=LONGEST_LINE, env={"LANG": "C.UTF-8", "PATH": os.defpath},
        )  # fmt: skip
        try:
            return await asyncio.wait_for(_lines(child), patience)
        except TimeoutError:
            raise _fault("time") from None
        except (ValueError, msgspec.DecodeError):
            raise _fault("broken") from None
        finally:
            _end(child)
            await child.wait()


async def _lines(child: asyncio.subprocess.Process) -> Read:
    """What the child prints until its last line; one that ends without it was stopped by its limits."""
    assert child.stdout is not None  # noqa: S101 – asked for above
    lines: list[Line] = []
    size = 0
    async for raw in child.stdout:
        size += len(raw)
        told = msgspec.json.decode(raw)
        if size > LARGEST:
            raise _fault("memory")
        if isinstance(told, list):
            lines.append((told[0], told[1]))
        elif "fault" in told:
            raise _fault(**told)
        else:
            return Read(told["end"], lines)
    raise _fault("memory")


def _end(child: asyncio.subprocess.Process) -> None:
    """The child and whatever it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _fault(fault: str, **figures: Any) -> Refused:
    return Refused(422, FAULTS.get(fault, FAULTS["broken"]), field="file", **figures)
