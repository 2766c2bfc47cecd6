"""The quarter as the HTML that the press sets: same figures and same charts as on the page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from saas.reports.colour import HOUSE
from saas.reports.control import limits
from saas.reports.figures import Quarter
from saas.reports.look import Look
from saas.reports.narrative import narrate
from saas.reports.notes import Notes
from saas.words import N_, TEMPLATES, environment, translator

# What a print looks like; another edition is another document.
PARTS = ("assets/print.css", "layout/print.html", "parts", "reports", "words/en")

# Tables beside charts and names of single marks are for the screen: unseen on paper, they cost the press time.
SCREEN = re.compile(
    r'<details class="more beside">.*?</details>|<desc>.*?</desc>|<title>[^<]*</title>(?=</(?:rect|circle)>)',
    re.DOTALL,
)
# A paper is read aloud by the titles of its pictures: a chart says its figures, a bar that they stand beside it.
TITLED = re.compile(r'(<svg [^>]*aria-label="([^"]*)"[^>]*>)<title>[^<]*</title>')
HIDDEN = re.compile(r'(<svg [^>]*aria-hidden="true">)')
BESIDE = N_("条形，数字在同一行")
# On paper bars stand on white: the track behind them is one mark more for each.
TRACK = re.compile(r'<rect [^>]*class="track"[^>]*/>')
# Charts that stand two in a row have a known width: their line is one path, and so are their dots.
PAIRS = re.compile(r'(?<=<div class="charts-2">).*?(?=</div>)', re.DOTALL)
WIDE = Decimal(81 * 96) / Decimal("25.4")
LINES = re.compile(r'<g class="path"([^>]*)>((?:<line [^>]*/>)+)</g>')
ENDS = re.compile(r'x1="([\d.]+)%" y1="([\d.]+)" x2="([\d.]+)%" y2="([\d.]+)"')
DOT = r'<circle cx="([\d.]+)%" cy="([\d.]+)" r="2.5" class="us" fill="([^"]*)"></circle>'
DOTS = re.compile(rf"(?:{DOT})+")
# Black on white needs no box of its own.
PLAIN = re.compile(r'<span class="delta (?:up|same)">([^<]*)</span>')


def paper(quarters: Sequence[Quarter], locale: str, content: str, own: Look | None = None) -> str:
    """The whole document in one language, a part for each unit; `content`, printed with the sources, names its figures."""
    own, papers = own or Look(), [values(each) for each in quarters]
    html = (
        environment(locale)
        .get_template("reports/paper.html")
        .render(company=quarters[0].company, running="", content=content, limits=limits, papers=papers, look=own)
    )
    html = PAIRS.sub(_drawn_once, TRACK.sub("", SCREEN.sub("", html)))
    html = HIDDEN.sub(rf"\1<title>{translator(locale)(BESIDE)}</title>", TITLED.sub(r"\1<title>\2</title>", html))
    return PLAIN.sub(r"\1", html).replace(HOUSE, own.colour)


def _drawn_once(pairs: re.Match[str]) -> str:
    return DOTS.sub(_dots, LINES.sub(_line, pairs[0]))


def _line(lines: re.Match[str]) -> str:
    moves, at = [], None
    for x1, y1, x2, y2 in ENDS.findall(lines[2]):
        if at != (x1, y1):
            moves.append(f"M{_across(x1)} {y1}")
        moves.append(f"L{_across(x2)} {y2}")
        at = x2, y2
    return f'<path d="{"".join(moves)}" fill="none"{lines[1]}/>'


def _dots(circles: re.Match[str]) -> str:
    """A line of no length with round ends is a dot."""
    told = re.findall(DOT, circles[0])
    moves = "".join(f"M{_across(x)} {y}h.01" for x, y, _ in told)
    return f'<path d="{moves}" fill="none" stroke="{told[0][2]}" stroke-width="5" stroke-linecap="round"/>'


def _across(percent: str) -> str:
    return f"{Decimal(percent) * WIDE / 100:.1f}"


def values(quarter: Quarter, base: str | None = None) -> dict[str, Any]:
    """What page and paper both need; base: the company's address, on the page."""
    return {"q": quarter, "limits": limits, "note": Notes(quarter, base), "sentences": narrate(quarter)}


@cache
def edition() -> str:
    """SHA-256 over templates, style and words of the paper."""
    sums = hashlib.sha256()
    for part in PARTS:
        path = TEMPLATES / part
        for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
            sums.update(file.read_bytes())
    return sums.hexdigest()
