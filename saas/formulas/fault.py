"""What is wrong with a formula, and where; what a figure says when there is none."""

from collections.abc import Callable
from typing import NoReturn


class FormulaFault(Exception):
    """Characters `start` to `end` (from 0, end left out) of the text; `message` is a msgid, `params` its names."""

    def __init__(self, start: int, end: int, message: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.start, self.end, self.message, self.params = start, max(end, start + 1), message, params

    def told(self, translate: Callable[..., str]) -> str:
        """The sentence, by the reader's `translator`."""
        return translate(self.message, **self.params)


class NoFigure(ArithmeticError):
    """A figure that is not available was asked for its truth."""


class NotAvailable:
    """Instead of a figure: why there is none. Whatever is computed from it is this same absence, so the reason travels.

    `message` is a msgid, `params` its names; `path` is the name whose formula first had no figure.
    """

    __slots__ = ("message", "params", "path")

    def __init__(self, message: str, path: str = "", **params: object) -> None:
        self.message, self.path, self.params = message, path, params

    def told(self, translate: Callable[..., str]) -> str:
        """The reason, by the reader's `translator`."""
        return translate(self.message, **self.params)

    def _stays(self, *_: object) -> "NotAvailable":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _stays
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __neg__ = __abs__ = _stays
    __lt__ = __le__ = __gt__ = __ge__ = _stays
    __eq__ = __ne__ = _stays  # type: ignore[assignment]
    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        raise NoFigure(self.message)

    def __repr__(self) -> str:
        return f"NotAvailable({self.message!r}, {self.params})"
