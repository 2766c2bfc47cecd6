"""The frame around a page: head, menu, tabs. The same for a person all day, so it is rendered once and kept."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

from saas.bell import number
from saas.words import environment

KEPT = 2_000
# Never in a page by chance: these characters do not occur in text, and are taken out of every form.
NONCE, CSRF, PATH, UNREAD = "\x01nonce\x01", "\x01csrf\x01", "\x01path\x01", "\x01unread\x01"
MARKS = re.compile(f"({NONCE}|{CSRF}|{UNREAD})".encode())


@dataclass(frozen=True, slots=True)
class Shell:
    """Three pieces of HTML around the title and the main part."""

    head: Markup
    top: Markup
    bottom: Markup


_kept: OrderedDict[tuple[Any, ...], list[str]] = OrderedDict()


def shell(visit: Any) -> Shell:
    """The frame for this request: kept by language, company, person, roles and place in the menu."""
    place = visit.path.split("/", 3)[2:3]
    key = (visit.locale, visit.tenant, visit.person, visit.roles, *place)
    pieces = _kept.get(key)
    if pieces is None:
        pieces = _kept[key] = _render(visit)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(key)
    path = str(escape(visit.path))
    told = [each.replace(PATH, path) for each in pieces]
    if visit.nonce != NONCE:
        told = [each.replace(NONCE, visit.nonce).replace(CSRF, visit.csrf).replace(UNREAD, number(visit.unread)) for each in told]
    return Shell(*(Markup(each) for each in told))  # noqa: S704 - our template


def cut(page: str) -> list[bytes]:
    """A page made with stand-ins, cut at them once: every second piece is one."""
    return MARKS.split(page.encode())


def filled(pieces: list[bytes], visit: Any) -> bytes:
    """The page with the nonce, the token and the number at the bell of this request."""
    words = {NONCE: visit.nonce, CSRF: visit.csrf, UNREAD: number(visit.unread)}
    filling = {mark.encode(): word.encode() for mark, word in words.items()}
    return b"".join([filling.get(piece, piece) for piece in pieces])


def _render(visit: Any) -> list[str]:
    stand_in = SimpleNamespace(
        tenant=visit.tenant,
        person=visit.person,
        roles=visit.roles,
        path=visit.path,
        here=PATH,
        nonce=NONCE,
        csrf=CSRF,
        unread=UNREAD,
    )
    html = environment(visit.locale).get_template("layout/shell.html").render(visit=stand_in)
    return html.split("<!--cut-->")
