"""A formula cut into numbers, names and signs. Full-width signs mean what they mean on paper."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from saas.formulas.fault import FormulaFault
from saas.words import N_

LONGEST = 2_000
DIGITS = 30
PAPER = str.maketrans("×÷−（），＜＞＝％＋－＊／．［］！０１２３４５６７８９　＾“”「」", '*/-(),<>=%+-*/.[]!0123456789 ^""""')
SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "=": "==", "&&": "and", "||": "or", "**": "^"}
KEYWORDS = {
    "and": "and", "or": "or", "not": "not", "where": "where",
    "AND": "and", "OR": "or", "NOT": "not", "且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "其中": "where",
}  # fmt: skip
GLUED = ("并且", "或者", "其中", "且", "或", "非")
PART = r"[A-Za-z_\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff]*"
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|\"(?P<quoted>[^\"]{1,200})\"|\[(?P<uom>[^\[\]]{1,40})\]"
    rf"|(?P<name>{PART}(?:\.[A-Za-z0-9_\u3400-\u9fff]+){{0,2}})|(?P<sign><=|>=|==|!=|<>|&&|\|\||\*\*|[≤≥≠<>=+\-*/(),%‰‱^]))"
)


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, known: frozenset[str] | None = None) -> Iterator[Token]:
    """The pieces from left to right, then one of kind "end". `known` keeps names that begin like a word for and, or, not."""
    if len(text) > LONGEST:
        raise FormulaFault(LONGEST, len(text), N_("公式太长，最多 %(most)s 个字符"), most=LONGEST)
    paper, at = text.translate(PAPER).rstrip(), 0
    while at < len(paper):
        found = TOKEN.match(paper, at)
        if not found or not found.lastgroup:
            at += len(paper[at:]) - len(paper[at:].lstrip())
            raise FormulaFault(at, at + 1, N_("看不懂“%(sign)s”"), sign=text[at])
        token = _token(found)
        at = found.end()
        if token.kind == "name" and (word := _glued(token.text, known)):
            token = Token("word", KEYWORDS[word], token.start, token.start + len(word))
            at = token.end
        yield token
    yield Token("end", "", len(paper), len(paper))


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or ""
    text, start, end = found[kind], found.start(kind), found.end()
    if kind == "number" and len(text) > DIGITS:
        raise FormulaFault(start, end, N_("数太长，最多 %(most)s 位"), most=DIGITS)
    if kind == "quoted":
        return Token("name", text.strip(), start - 1, end)
    if kind == "uom":
        return Token("uom", text.strip(), start - 1, end)
    if kind == "name" and text in KEYWORDS:
        return Token("word", KEYWORDS[text], start, end)
    if kind == "sign" and SIGNS.get(text) in ("and", "or"):
        return Token("word", SIGNS[text], start, end)
    return Token(kind, SIGNS.get(text, text) if kind == "sign" else text, start, end)


def _glued(text: str, known: frozenset[str] | None) -> str | None:
    """Chinese is written without spaces: 且销售额 is "and", then a name, unless something is called that."""
    if known is None or text in known:
        return None
    return next((word for word in GLUED if text.startswith(word) and len(text) > len(word)), None)
