"""What a login and a password must be. Pure."""

from __future__ import annotations

import re
from typing import Literal

from saas.refusals import Problem
from saas.words import N_

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Latin letters only: an address that merely looks like somebody else's is refused.
MAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.ASCII)
LOGIN_LONGEST = 120
SHORTEST, LONGEST = 10, 128

# Strings that guessing programs try first; a password may not consist of one and a few digits.
COMMON = (
    "password",
    "qwerty",
    "abcdef",
    "iloveyou",
    "admin",
    "letmein",
    "welcome",
    "jingjin",
    "woaini",
    "mima",
)
ROWS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def check_login(login: str) -> Problem | None:
    """None for a mainland mobile number or an e-mail address in small letters."""
    if not login:
        return Problem("login", N_("请填写手机号或邮箱。"))
    if len(login) > LOGIN_LONGEST or not (MOBILE.fullmatch(login) or MAIL.fullmatch(login)):
        return Problem("login", N_("请填写 11 位手机号或完整的邮箱地址。"))
    return None


def check_password(password: str, login: str) -> Problem | None:
    """None for a password that is long enough and not among the first guesses."""
    if len(password) < SHORTEST:
        return Problem("password", N_("密码至少 %(shortest)s 位。"), {"shortest": SHORTEST})
    if len(password) > LONGEST:
        return Problem("password", N_("密码最多 %(longest)s 位。"), {"longest": LONGEST})
    if strength(password, login) == "weak":
        return Problem("password", N_("这个密码太容易猜到。可以用几个不相关的词连起来。"))
    return None


def strength(password: str, login: str = "") -> Literal["weak", "fair", "strong"]:
    """A rough measure without a word list: variety, known words, runs of the keyboard, the login itself."""
    bare = re.sub(r"[\d\W_]+", "", password.lower())
    name = login.split("@", maxsplit=1)[0]
    if len(set(password)) < 5 or bare in COMMON or (name and name in password.lower()):  # noqa: PLR2004
        return "weak"
    if any(password.lower() in row * 2 for row in ROWS):
        return "weak"
    return "strong" if len(password) >= 14 and len(set(password)) >= 8 else "fair"  # noqa: PLR2004
