"""What a search asks for, and where a text says it. Pure.

Every word that was typed must stand in the text as it was typed; letters and digits at the beginning of a word ("frez" finds
"freezer", "a1.1" every code below it). Where no line says it, its grams tell the nearest: pairs of Chinese characters, a
single one as itself, words of letters and digits. All lines are looked through: 0.2 ms for 5,000, growing with them.
Limits, on purpose: no synonyms, no pinyin, no traditional against simplified characters, no forgiveness for slips of the pen,
no stems of English words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 80
MOST = 24
FEW = 3  # grams of a search that may be answered by what holds two in five of them
RUNS = re.compile(r"[㐀-䶿一-鿿]+")
WORDS = re.compile(r"[a-z0-9]+(?:[.][a-z0-9]+)*")


@dataclass(frozen=True)
class Terms:
    """`said`: the words as typed, folded; `low`: their grams."""

    said: tuple[str, ...]
    low: tuple[str, ...]


def terms(query: str) -> Terms:
    """The search as words and grams; without grams where it is signs alone."""
    said = tuple(dict.fromkeys(fold(query[:LONGEST]).split()))
    grams: dict[str, None] = {}
    for word in said:
        for run in RUNS.findall(word):
            grams |= dict.fromkeys(run[at : at + 2] for at in range(max(1, len(run) - 1)))
        grams |= dict.fromkeys(WORDS.findall(word))
    return Terms(said, tuple(grams)[:MOST])


def fold(text: str) -> str:
    """Full width to half width, capitals to small letters."""
    return unicodedata.normalize("NFKC", text).replace("\0", "").lower()


def marked(text: str, said: tuple[str, ...]) -> list[tuple[bool, str]]:
    """The text in pieces, (whether it was asked for, piece), so that a page can mark the hits."""
    folded = fold(text)
    # Folding may change the length (㎡ → m2): then there is no telling where a hit stands.
    if not said or len(folded) != len(text):
        return [(False, text)]
    pieces, at = [], 0
    for hit in _wanted(said).finditer(folded):
        pieces += [(False, text[at : hit.start()])] if hit.start() > at else []
        pieces.append((True, text[hit.start() : hit.end()]))
        at = hit.end()
    return [*pieces, *([(False, text[at:])] if at < len(text) else [])]


@lru_cache(64)
def _wanted(said: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(said, key=len, reverse=True)))
