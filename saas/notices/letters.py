"""The letters we write: short, in the reader's language. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from saas.words import N_, translator

# Letter → subject and text; %(company)s and the letter's own words are filled in.
LETTERS: dict[str, tuple[str, str]] = {
    "invitation": (
        N_("%(company)s 邀请您加入"),
        N_(
            "%(name)s，您好：\n\n%(company)s 邀请您加入精进。"
            "请在 7 天内打开下面的链接，设置密码后即可使用：\n\n%(link)s\n\n"
            "如果您不认识这家公司，不必理会这封邮件。\n"
        ),
    ),
    "proof": (
        N_("请确认您的邮箱"),
        N_(
            "%(name)s，您好：\n\n请在 3 天内打开下面的链接，确认这个邮箱是您的。"
            "确认之前，精进不会向它发送通知：\n\n%(link)s\n\n"
            "如果您没有注册精进，不必理会这封邮件。\n"
        ),
    ),
}


@dataclass(frozen=True)
class Letter:
    """A letter ready to go. `key` is the same for the same letter, so that a second try is recognised."""

    to: str
    subject: str
    body: str
    key: str
    html: str | None = None


def compose(letter: str, to: str, locale: str, words: Mapping[str, str]) -> Letter:
    """The letter named `letter` to one address. Raises KeyError for a name that is not known."""
    say = translator(locale)
    subject, body = LETTERS[letter]
    # What a person typed goes into one header line: control characters would start another.
    plain = {name: "".join(c for c in value if c.isprintable()) for name, value in words.items()}
    key = letter_key(letter, to, words.get("link", ""))
    return Letter(to, say(subject, **plain), say(body, **plain), key)


def letter_key(letter: str, to: str, link: str) -> str:
    """Short name of one letter among all of a company: the same whichever of our names the link goes to."""
    link = urlsplit(link)._replace(scheme="", netloc="").geturl()
    return hashlib.sha256(f"{letter}\n{to}\n{link}".encode()).hexdigest()[:24]
