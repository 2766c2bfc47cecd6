"""What differs between two states of an edited thing, field by field, with the fields' titles."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saas.revisions import Noun


@dataclass(frozen=True)
class Difference:
    """One field. `title` is a msgid, or the field's own name where nobody titled it; `old` is None where unknown;
    `words`: what its values are called (msgids) where they are keys.
    """

    field: str
    title: str
    old: Any
    theirs: Any
    mine: Any
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def they_changed(self) -> bool:
        return self.theirs != self.old

    @property
    def i_changed(self) -> bool:
        return self.mine != self.old


def differences(
    noun: Noun, old: Mapping[str, Any] | None, theirs: Mapping[str, Any], mine: Mapping[str, Any] | None = None
) -> list[Difference]:
    """Fields where theirs differs from mine (of two writers) or from old (of two editions), titled fields first."""
    before, other = old or {}, (old if mine is None else mine) or {}
    names = [name for name in noun.fields if name in theirs or name in other]
    names += sorted((set(theirs) | set(other)) - set(names))
    return [
        Difference(
            name, noun.fields.get(name, name), before.get(name), theirs.get(name), other.get(name), noun.values.get(name, {})
        )
        for name in names
        if theirs.get(name) != other.get(name)
    ]
