"""What is different between two versions of one line: kinds of change, and the words that went and came. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# Chinese character by character, letters and figures by the word.
PARTS = re.compile(r"[A-Za-z0-9.]+|\s+|.", re.DOTALL)
KINDS = ("added", "removed", "moved", "changed", "reordered")
LONGEST = 4_000
Piece = tuple[str, str]


@dataclass(frozen=True)
class Side:
    """A line in one version; `parent` is the code it hangs on, `attachments` its documents by id, `unchecked` why no
    point has to check it.
    """

    name: dict[str, str]
    criterion: dict[str, Any] | None
    principle: dict[str, str] | None
    mark: dict[str, Any]
    parent: str
    attachments: tuple[str, ...] = ()
    unchecked: dict[str, str] | None = None

    @property
    def said(self) -> tuple[Any, ...]:
        return self.name, self.criterion, self.principle, self.mark, self.attachments, self.unchecked


NOWHERE = Side({}, None, None, {}, "")


@dataclass(frozen=True)
class Change:
    """One line that is not the same: `before` None was added, `after` None removed. `node`: where it can be read."""

    code: str
    level: str
    before: Side | None
    after: Side | None
    node: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        if self.before is None or self.after is None:
            return ("added",) if self.after else ("removed",)
        found = ["moved"] if self.before.parent != self.after.parent else []
        if self.before.said != self.after.said:
            found.append("changed")
        return tuple(found) or ("reordered",)

    @property
    def side(self) -> Side:
        """The line as it is now, or as it last was."""
        return self.after or self.before or NOWHERE

    def words(self, field: str, locale: str) -> list[Piece]:
        """The text of `name`, `principle` or `unchecked` in pieces: same, gone, new; in the other language where only that
        one changed.
        """
        before, after = (_text(side, field, locale) for side in (self.before, self.after))
        if before == after and self.differs(field):
            other = "zh" if locale == "en" else "en"
            before, after = (_text(side, field, other) for side in (self.before, self.after))
        return pieces(before, after)

    def differs(self, field: str) -> bool:
        return getattr(self.before, field, None) != getattr(self.after, field, None)

    @property
    def went(self) -> int:
        """Documents that are no longer there."""
        return len(set(self.before.attachments if self.before else ()) - set(self.after.attachments if self.after else ()))

    @property
    def came(self) -> int:
        """Documents that are new."""
        return len(set(self.after.attachments if self.after else ()) - set(self.before.attachments if self.before else ()))


def pieces(before: str, after: str) -> list[Piece]:
    """Both texts as one: ("same" | "gone" | "new", text); neighbours of one sort stand together."""
    old, new = PARTS.findall(before[:LONGEST]), PARTS.findall(after[:LONGEST])
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[a:b])))
        else:
            found += [(sort, "".join(part)) for sort, part in (("gone", old[a:b]), ("new", new[c:d])) if part]
    return found


def counted(changes: Iterable[Change]) -> dict[str, int]:
    """How many lines of each kind; a line that moved and changed counts in both."""
    found = Counter(kind for change in changes for kind in change.kinds)
    return {kind: found[kind] for kind in KINDS if found[kind]}


def touched(changes: Iterable[Change]) -> list[str]:
    """Codes of details that say something else than before, are new, or are gone."""
    return [c.code for c in changes if c.level == "detail" and {"added", "removed", "changed"} & set(c.kinds)]


def side(row: Mapping[str, Any] | None) -> Side | None:
    """A side from a row of the database."""
    if row is None:
        return None
    files: Sequence[str] = row["attachments"] or ()
    mark, parent = row["mark"] or {}, row["parent"] or ""
    return Side(row["name"], row["criterion"], row["principle"], mark, parent, tuple(map(str, files)), row.get("unchecked"))


def _text(side: Side | None, field: str, locale: str) -> str:
    text = getattr(side, field, None) or {}
    first, other = ("en", "zh") if locale == "en" else ("zh", "en")
    return text.get(first) or text.get(other) or ""
