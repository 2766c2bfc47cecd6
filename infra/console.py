"""Lines for the person at the console, in Chinese where the system speaks Chinese."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def say(english: str, chinese: str) -> str:
    """The text for this console's language (LC_ALL, LC_MESSAGES, LANG)."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return chinese if next(filter(None, names), "").startswith("zh") else english


def line(english: str, chinese: str) -> None:
    """Print one line at once, even into a pipe; a terminal that was closed does not stop the work."""
    with suppress(OSError):
        print(say(english, chinese), flush=True)


@contextmanager
def step(english: str, chinese: str) -> Iterator[None]:
    """One visible step: its name when it begins, its time when it is done."""
    began = time.monotonic()
    sys.stdout.write(f"  {say(english, chinese)} … ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)
