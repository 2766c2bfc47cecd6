"""Sheets are large heaps of small records that never refer back to themselves."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Without the collector of cycles: looking through everything again and again took longer than scoring it.

    For computing, and for a closing as a whole: that is over within a second, and what it drops is freed at once all the same.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
