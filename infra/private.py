"""Files that hold a secret: made once, whole or not at all, readable by their owner alone."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def keep_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """Content of the file, made now if it is not there yet; processes that start together agree on one."""
    if not file.exists():
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # mode 0600
        with os.fdopen(descriptor, "wb") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        # A link fails when somebody was faster: theirs counts.
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        Path(draft).unlink()
    return file.read_bytes()
