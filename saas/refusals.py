"""The expected "no": a status, a sentence in the user's language, and the field it concerns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

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


class Stale(Refused):
    """Somebody else saved the same thing first (409): their values, mine, and what both had before them.

    `edition` is the newest one: a form sent again with it is "keep mine", knowingly. `base` is None where the
    values both started from were never written down.
    """

    def __init__(
        self, *, noun: str, noun_id: UUID, edition: int, name: str, at: datetime | None,
        theirs: Mapping[str, Any], mine: Mapping[str, Any], base: Mapping[str, Any] | None,
    ) -> None:  # fmt: skip
        super().__init__(409, N_("%(name)s已经先改了这里，你的内容还没有保存。"), name=name)
        self.noun, self.noun_id, self.edition, self.name, self.at = noun, noun_id, edition, name, at
        self.theirs, self.mine, self.base = theirs, mine, base
