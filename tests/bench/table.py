"""One row of the bench table, and a database of its own for whoever measures."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from infra.postgres import Postgres
from saas.migrate import migrate


@dataclass(frozen=True)
class Row:
    """What was measured beside which floor, and the bar it has to reach: "–" where there is none, and nothing is reached."""

    path: str
    measured: str
    floor: str
    ratio: str
    bar: str
    reached: bool

    def line(self) -> str:
        told = "–" if self.bar == "–" else "yes" if self.reached else "**no**"
        return f"| {self.path} | {self.measured} | {self.floor} | {self.ratio} | {self.bar} | {told} |"


HEAD = "| Path | Measured | Floor, same run | Ratio | Bar | Reached |\n|---|---|---|---|---|---|"


@contextmanager
def database(**options: str) -> Iterator[SimpleNamespace]:
    """The bundled PostgreSQL, durable as in production, migrated; settings as the processes read them."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder), options=options, mortal=True)
        postgres.start()
        try:
            asyncio.run(migrate(postgres.dsn("owner")))
            yield SimpleNamespace(
                app=postgres.dsn("app"), owner=postgres.dsn("owner"), operator=postgres.dsn("operator"),
                data=Path(folder), files_url=Path(folder, "files").as_uri(), secret=b"b" * 48,
                origin="http://127.0.0.1", broker_url=None, smtp_url=None,
            )  # fmt: skip
        finally:
            postgres.stop()
