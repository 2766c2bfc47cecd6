"""How many SQL statements a page needs: the transaction's frame and the way in do not count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tenants import engine

# The last two are the driver learning a type the first time a connection meets it.
FRAME = (
    "begin", "commit", "rollback", "select * from enter(", "select pg_advisory_unlock_all", "reset all",
    "'jit'", "typeinfo_tree",
)  # fmt: skip


@contextmanager
def statements(most: int) -> Iterator[list[str]]:
    """Fail when more than `most` statements are sent within the block; gives the list of them."""
    sent: list[str] = []

    def note(record) -> None:
        if not any(part in record.query.lower() for part in FRAME):
            sent.append(record.query)

    connections = [*(holder._con for holder in engine.pool._holders if holder._con), *engine.door._free]
    for connection in connections:
        connection.add_query_logger(note)
    try:
        yield sent
    finally:
        for connection in connections:
            connection.remove_query_logger(note)
    assert len(sent) <= most, "\n---\n".join(sent)
