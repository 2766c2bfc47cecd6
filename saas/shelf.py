"""The most recently used of something, kept in this process: for what never changes once it is published."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

MOST = 512


class Shelf:
    """At most `MOST` things; what was not used for longest makes room."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def get(self, key: tuple[Any, ...]) -> Any:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: tuple[Any, ...], thing: Any) -> Any:
        self._kept[key] = thing
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return thing
