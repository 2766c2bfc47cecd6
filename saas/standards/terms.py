"""What a search asks for, and where a text says it. Pure; the database cuts texts the same way, in grams().

A Chinese run of two and more characters is asked by its pairs of characters, a single one as itself; letters and
digits are asked by the beginning of a word ("frez" finds "freezer", "a1.1" every code below it). Every word that
was typed must stand in the text as it was typed; the pairs only find the candidates. Limits, on purpose: no synonyms,
no pinyin, no traditional against simplified characters, no forgiveness for slips of the pen, no stems of English words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 80
MOST = 24
LAST = "\U0010ffff"
RUNS = re.compile(r"[㐀-䶿一-鿿]+")
WORDS = re.compile(r"[a-z0-9]+(?:[.][a-z0-9]+)*")


@dataclass(frozen=True)
class Terms:
    """`said`: the words as typed, folded; `low` and `high`: for each gram the range of the index that answers it."""

    said: tuple[str, ...]
    low: tuple[str, ...]
    high: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether each word is one gram: then whatever holds the grams says the words."""
        return self.said == self.low


def terms(query: str) -> Terms:
    """The search as grams; without any where there is nothing that the index could know."""
    said = tuple(dict.fromkeys(fold(query[:LONGEST]).split()))
    grams: dict[str, str] = {}
    for word in said:
        for run in RUNS.findall(word):
            grams |= {run[at : at + 2]: run[at : at + 2] for at in range(max(1, len(run) - 1))}
        grams |= {part: part + LAST for part in WORDS.findall(word)}
    asked = list(grams.items())[:MOST]
    return Terms(said, tuple(low for low, _ in asked), tuple(high for _, high in asked))


def fold(text: str) -> str:
    """Full width to half width, capitals to small letters."""
    return unicodedata.normalize("NFKC", text).replace("\0", "").lower()


def marked(text: str, said: tuple[str, ...]) -> list[tuple[bool, str]]:
    """The text in pieces, (whether it was asked for, piece), so that a page can mark the hits."""
    folded = fold(text)
    # Folding may change the length (㎡ → m2): then there is no telling where a hit stands.
    wanted = [re.escape(word) for word in sorted(said, key=len, reverse=True)]
    if not wanted or len(folded) != len(text):
        return [(False, text)]
    pieces, at = [], 0
    for hit in re.finditer("|".join(wanted), folded):
        pieces += [(False, text[at : hit.start()])] if hit.start() > at else []
        pieces.append((True, text[hit.start() : hit.end()]))
        at = hit.end()
    return [*pieces, *([(False, text[at:])] if at < len(text) else [])]
