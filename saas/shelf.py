"""The most recently used of something, kept in this process: for what never changes under its key."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

MOST = 512


class Shelf:
    """At most `most` things; what was not used for longest makes room."""

    def __init__(self, most: int = MOST) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._most = most

    def get(self, key: tuple[Any, ...]) -> Any:
        thing = self._kept.get(key)
        if thing is not None:
            self._kept.move_to_end(key)
        return thing

    def put(self, key: tuple[Any, ...], thing: Any) -> Any:
        self._kept[key] = thing
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return thing

    def clear(self) -> None:
        """Forget everything, where another database takes the place of this one."""
        self._kept.clear()
