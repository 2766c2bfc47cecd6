"""Text in a picture: how wide it is, and where a line breaks. Pure.

A picture is made on the server, which has no font at hand: a Chinese character is one em wide, other letters are as
wide as those of the usual sans serif faces, a little more rather than less.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

WIDE = frozenset("WF")
NARROW = frozenset("iljtfrI.,:;'|![]() ")
BROAD = frozenset("mwMWQGODH@%&—")
NEVER_FIRST = frozenset("，。、；：！？）》」』”’％℃·,.;:!?)]}%")
NEVER_LAST = frozenset("（《「『“‘([{")
MORE = "…"
FULL = 100


@lru_cache(maxsize=4096)
def em(char: str) -> int:
    """The width of one character, in hundredths of an em."""
    if unicodedata.east_asian_width(char) in WIDE:
        return FULL
    return 34 if char in NARROW else 88 if char in BROAD else 66 if char.isupper() else 57


def width(text: str, size: int) -> int:
    """The width of a text at a type size, in pixels."""
    return -(-sum(em(char) for char in text) * size // FULL)


def wrap(text: str, size: int, room: int, most: int) -> list[str]:
    """At most `most` lines that fit into `room`; what is left over ends in an ellipsis.

    Latin words stay whole where they fit a line; closing marks never begin a line, opening ones never end one.
    """
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most:
        cut = _cut(rest, size, room)
        lines.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    if rest and lines:
        lines[-1] = clip(lines[-1] + rest, size, room)
    return lines


def clip(text: str, size: int, room: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width(text, size) <= room:
        return text
    while text and width(text + MORE, size) > room:
        text = text[:-1]
    return text.rstrip() + MORE


def _cut(text: str, size: int, room: int) -> int:
    """How many characters the first line takes."""
    end, used = 0, 0
    while end < len(text) and (end == 0 or used + em(text[end]) * size <= room * FULL):
        used += em(text[end]) * size
        end += 1
    if end == len(text):
        return end
    for cut in range(end, max(0, end - 24), -1):
        if _breaks(text, cut):
            return cut
    return end


def _breaks(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return before == " " or after == " " or before in "-/" or em(before) == FULL or em(after) == FULL
