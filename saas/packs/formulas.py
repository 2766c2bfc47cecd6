"""The text of a formula: whether it can be read, and which names it uses. Computing is not its business.

Numbers (12.5, 4%, 0.12‰), names (sales, 销售额, table.column, table.row.column), + - * /, comparisons, and, or, not,
brackets, and the functions below. `×`, `÷`, `−`, `≤`, `≥`, `≠` and full-width brackets mean what they mean on paper.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

FUNCTIONS = frozenset({"if", "min", "max", "sum", "avg", "round", "ceil", "abs", "sqrt", "coalesce", "count"})
PAPER = str.maketrans({"×": "*", "÷": "/", "−": "-", "（": "(", "）": ")", "，": ","})
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?[%‰‱]?)|(?P<name>[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*"
    r"(?:\.[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*){0,2})|(?P<sign><=|>=|==|!=|[≤≥≠<>+\-*/(),]))"
)
BETWEEN = frozenset({"+", "-", "*", "/", "<", ">", "<=", ">=", "==", "!=", "≤", "≥", "≠", "and", "or"})
DEEPEST = 40


class Unreadable(Exception):
    """Where a formula cannot be read (character, from 1), and why in both languages."""

    def __init__(self, at: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = f"第 {at} 个字符：{zh}", f"character {at}: {en}"


class Token(NamedTuple):
    kind: str
    text: str
    at: int


def names(text: str) -> set[str]:
    """The names that a formula uses, functions left out. Raises Unreadable."""
    reader = _Reader(list(_tokens(text)))
    reader.expression(0)
    reader.end()
    return reader.names


def _tokens(text: str) -> Iterator[Token]:
    paper, at = text.translate(PAPER).rstrip(), 0
    while at < len(paper):
        found = TOKEN.match(paper, at)
        if not found or not found.lastgroup:
            raise Unreadable(at + 1, f"看不懂“{paper[at]}”", f'"{paper[at]}" means nothing here')
        yield Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1)
        at = found.end()
    yield Token("end", "", len(paper) + 1)


class _Reader:
    """Goes over the tokens once, from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens[::-1]
        self.names: set[str] = set()

    def expression(self, depth: int) -> None:
        self._operand(depth)
        while self._tokens[-1].text in BETWEEN:
            self._tokens.pop()
            self._operand(depth)

    def end(self) -> None:
        self._take("", "多出的内容", "something too much")

    def _operand(self, depth: int) -> None:
        token = self._tokens.pop()
        if depth > DEEPEST:
            raise Unreadable(token.at, "括号太深", "brackets nested too deep")
        if token.text in ("-", "not"):
            self._operand(depth + 1)
        elif token.text == "(":
            self.expression(depth + 1)
            self._take(")", "缺少右括号", "a closing bracket is missing")
        elif token.kind == "name" and self._tokens[-1].text == "(":
            self._call(token, depth)
        elif token.kind == "name" and token.text not in BETWEEN:
            self.names.add(token.text)
        elif token.kind != "number":
            raise Unreadable(token.at, "缺少一个数或名称", "a number or a name is missing")

    def _call(self, token: Token, depth: int) -> None:
        if token.text not in FUNCTIONS:
            raise Unreadable(token.at, f"没有函数“{token.text}”", f'there is no function "{token.text}"')
        self._tokens.pop()
        self.expression(depth + 1)
        while self._tokens[-1].text == ",":
            self._tokens.pop()
            self.expression(depth + 1)
        self._take(")", "缺少右括号", "a closing bracket is missing")

    def _take(self, sign: str, zh: str, en: str) -> None:
        token = self._tokens.pop()
        if token.text != sign:
            raise Unreadable(token.at, zh, en)
        if token.kind == "end" and sign:
            raise Unreadable(token.at, zh, en)
