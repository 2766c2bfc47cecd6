"""The expected "no": a status, a sentence in the user's language, and the field it concerns."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from saas.words import N_


@dataclass(frozen=True)
class Problem:
    """One fault of the input: the field it stands at, the sentence (a msgid) and its figures."""

    field: str
    message: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """Raised by verbs and pages; rolls the transaction back and is shown as page, fragment or JSON.

    `message` is a msgid. Everything that is not a Refused is a fault of ours and becomes a 500.
    """

    def __init__(self, status: int, message: str, field: str | None = None, **params: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.params = params
        self.problems = [Problem(field, message, params)] if field else []

    @classmethod
    def all(cls, problems: list[Problem], status: int = 422) -> Refused:
        """Several fields at once, each with its own sentence."""
        refused = cls(status, N_("请改正标出的地方，其余内容已保留。"))
        refused.problems = problems
        return refused


def not_found() -> Refused:
    """Not yours and not there are the same answer."""
    return Refused(404, N_("没有找到这个页面，或者你无权查看。"))
