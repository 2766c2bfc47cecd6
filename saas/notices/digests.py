"""The letter with all that waited: plain text and the same as simple HTML, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from markupsafe import escape

from saas.notices.kinds import KINDS, path, plain, sentence
from saas.notices.letters import Letter, letter_key
from saas.words import N_, translator

MOST = 20
SUBJECT = N_("%(company)s：%(n)s 条消息")
HELLO, REST = N_("%(name)s，您好："), N_("还有 %(n)s 条，请打开精进查看。")
ALL, WISHES = N_("全部消息"), N_("不想收到某类邮件，或改变时间")


@dataclass(frozen=True)
class Line:
    """One notice of a letter."""

    kind: str
    noun: UUID
    words: dict[str, Any]


def digest(to: str, locale: str, lines: Sequence[Line], *, company: str, name: str, origin: str, slug: str, link: str) -> Letter:
    """One letter; the lines by kind in the order of the list, twenty of them at most. A single notice is its own subject."""
    say = translator(locale)
    order = list(KINDS)
    known = sorted(lines, key=lambda line: order.index(line.kind))
    shown = known[:MOST]
    texts = {id(line): sentence(line.kind, line.words, locale) for line in shown}
    single = f"{plain(company)}{'：' if locale == 'zh-CN' else ': '}{texts[id(shown[0])]}" if len(known) == 1 else None
    subject = single or say(SUBJECT, company=plain(company), n=len(known))
    text, html = [say(HELLO, name=plain(name)), ""], [f"<p>{escape(say(HELLO, name=plain(name)))}</p>"]
    for kind, of in groupby(shown, key=lambda line: line.kind):
        title = say(KINDS[kind].title)
        text.append(title)
        html.append(f"<h2>{escape(title)}</h2><ul>")
        for line in of:
            at = urljoin(origin, f"/{slug}{path(kind, line.noun)}")
            text += [f"- {texts[id(line)]}", f"  {at}"]
            html.append(f'<li><a href="{escape(at)}">{escape(texts[id(line)])}</a></li>')
        text.append("")
        html.append("</ul>")
    _foot(text, html, say, len(known) - MOST, urljoin(origin, link), urljoin(origin, f"/{slug}/notices/wishes"))
    page = f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><body>{"".join(html)}</body></html>'
    return Letter(to, subject[:200], "\n".join(text) + "\n", letter_key("digest", to, link), page)


def _foot(text: list[str], html: list[str], say: Any, rest: int, all_of_them: str, wishes: str) -> None:
    if rest > 0:
        text += [say(REST, n=rest), ""]
        html.append(f"<p>{escape(say(REST, n=rest))}</p>")
    for word, at in ((ALL, all_of_them), (WISHES, wishes)):
        text.append(f"{say(word)}: {at}")
        html.append(f'<p><a href="{escape(at)}">{escape(say(word))}</a></p>')
