"""The quarter as the HTML that the press sets: same figures and same charts as on the page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from saas.reports.colour import HOUSE
from saas.reports.figures import Quarter, limits
from saas.reports.look import Look
from saas.reports.narrative import narrate
from saas.reports.notes import Notes
from saas.words import TEMPLATES, environment

# What a print looks like; another edition is another document.
PARTS = ("assets/print.css", "layout/print.html", "parts", "reports", "words/en")

# Tables beside charts and names of single marks are for the screen: unseen on paper, they cost the press time.
SCREEN = re.compile(
    r'<details class="more beside">.*?</details>|<desc>.*?</desc>|<title>[^<]*</title>(?=</(?:rect|circle)>)',
    re.DOTALL,
)
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
    return PLAIN.sub(r"\1", SCREEN.sub("", html)).replace(HOUSE, own.colour)


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
