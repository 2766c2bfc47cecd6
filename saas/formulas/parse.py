"""A formula's text read into its parts. The one way in; whatever cannot be read is refused at its characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from saas.formulas.fault import FormulaFault
from saas.formulas.functions import ALIASES, FUNCTIONS, FUNCTIONS_OF_ROWS
from saas.formulas.names import Names, names_of
from saas.formulas.nodes import Call, Chain, Compare, Formula, Logic, Minus, Name, Node, Number, Power
from saas.formulas.tokens import Token, tokens
from saas.words import N_

DEEPEST = 30
MOST_NODES = 400
SHARES = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "‱": Decimal("0.0001")}
COMPARING = frozenset({"<", ">", "<=", ">=", "==", "!="})


def parse(text: str, names: Names | Mapping[str, Iterable[str]] | Iterable[str] | None = None) -> Formula:
    """The formula. `names`: what it may use (None: anything). Raises FormulaFault."""
    known = names_of(names)
    reader = _Reader(list(tokens(text, None if known is None else known.texts)), known)
    root = reader.whole()
    return Formula(text, root, tuple(reader.used))


class _Reader:
    """Goes over the tokens once, from left to right; every call is one level of brackets."""

    def __init__(self, found: list[Token], names: Names | None) -> None:
        self._tokens = found[::-1]
        self._names = names
        self._nodes = 0
        self._last = 0
        self.used: dict[str, None] = {}

    def whole(self) -> Node:
        if self._next().kind == "end":
            raise FormulaFault(0, 1, N_("公式是空的"))
        root = self._either(0)
        rest = self._next()
        if rest.kind != "end":
            raise FormulaFault(rest.start, rest.end, N_("“%(sign)s”是多出来的"), sign=rest.text)
        return root

    def _either(self, depth: int) -> Node:
        return self._logic("or", self._both, depth)

    def _both(self, depth: int) -> Node:
        return self._logic("and", self._denied, depth)

    def _logic(self, word: str, below: object, depth: int) -> Node:
        parts = [below(depth)]  # type: ignore[operator]
        while self._next().kind == "word" and self._next().text == word:
            self._take()
            parts.append(below(depth))  # type: ignore[operator]
        return parts[0] if len(parts) == 1 else self._made(Logic(parts[0].start, parts[-1].end, word, tuple(parts)))

    def _denied(self, depth: int) -> Node:
        token = self._next()
        if token.kind == "word" and token.text == "not":
            self._deep(depth + 1, token)
            self._take()
            of = self._denied(depth + 1)
            return self._made(Logic(token.start, of.end, "not", (of,)))
        return self._compared(depth)

    def _compared(self, depth: int) -> Node:
        left = self._chain("+-", depth)
        if self._next().text not in COMPARING:
            return left
        sign = self._take().text
        right = self._chain("+-", depth)
        if self._next().text in COMPARING:
            token = self._next()
            raise FormulaFault(token.start, token.end, N_("一次只比较两个数；三个数用 and 连起来"))
        return self._made(Compare(left.start, right.end, sign, left, right))

    def _chain(self, signs: str, depth: int) -> Node:
        def below() -> Node:
            return self._chain("*/", depth) if signs == "+-" else self._signed(depth)

        first, rest = below(), []
        while (token := self._next()).kind == "sign" and token.text in signs:
            self._take()
            rest.append((token.text, below()))
        return self._made(Chain(first.start, self._last, first, tuple(rest))) if rest else first

    def _signed(self, depth: int) -> Node:
        token = self._next()
        self._deep(depth, token)
        if token.kind == "sign" and token.text in "+-":
            self._take()
            of = self._signed(depth + 1)
            return of if token.text == "+" else self._made(Minus(token.start, of.end, of))
        base = self._operand(depth)
        if self._next().text != "^":
            return base
        self._take()
        exponent = self._signed(depth + 1)
        return self._made(Power(base.start, exponent.end, base, exponent))

    def _operand(self, depth: int) -> Node:
        token = self._take()
        if token.text == "(" and token.kind == "sign":
            inside = self._either(depth + 1)
            self._close(token)
            return inside
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name" and self._next().text == "(" and self._next().kind == "sign":
            return self._call(token, depth)
        if token.kind == "name":
            return self._name(token)
        raise FormulaFault(token.start, token.end, N_("这里缺少一个数或名称"))

    def _number(self, token: Token) -> Node:
        value, sign, uom = Decimal(token.text), "", ""
        if self._next().text in SHARES and self._next().kind == "sign":
            sign = self._take().text
            value *= SHARES[sign]
        elif self._next().kind == "uom":
            uom = self._take().text
        return self._made(Number(token.start, self._last, value, sign, uom))

    def _name(self, token: Token) -> Node:
        path: str | None = token.text
        if self._names is not None:
            path = self._names.find(token.text)
        if path is None:
            near = self._names.like(token.text) if self._names else None
            message = N_("没有“%(name)s”，是不是“%(near)s”？") if near else N_("没有“%(name)s”")
            raise FormulaFault(token.start, token.end, message, name=token.text, **({"near": near} if near else {}))
        self.used[path] = None
        return self._made(Name(token.start, token.end, path))

    def _call(self, token: Token, depth: int) -> Node:
        name = ALIASES.get(token.text, token.text.lower())
        if name not in FUNCTIONS:
            raise FormulaFault(token.start, token.end, N_("没有函数“%(name)s”"), name=token.text)
        opening = self._take()
        parts, where = [self._either(depth + 1)], None
        while self._next().text == "," and self._next().kind == "sign":
            self._take()
            parts.append(self._either(depth + 1))
        if self._next().kind == "word" and self._next().text == "where":
            word = self._take()
            if name not in FUNCTIONS_OF_ROWS:
                raise FormulaFault(word.start, word.end, N_("只有 %(names)s 能挑行"), names=", ".join(sorted(FUNCTIONS_OF_ROWS)))
            where = self._either(depth + 1)
        self._close(opening)
        low, high = FUNCTIONS[name]
        if not low <= len(parts) <= high:
            message = N_("%(name)s 要 %(low)s 个值") if low == high else N_("%(name)s 要 %(low)s 到 %(high)s 个值")
            raise FormulaFault(token.start, self._last, message, name=name, low=low, high=high)
        return self._made(Call(token.start, self._last, name, tuple(parts), where))

    def _close(self, opening: Token) -> None:
        token = self._next()
        if token.text != ")" or token.kind != "sign":
            if token.kind == "end":
                raise FormulaFault(opening.start, opening.end, N_("这个括号没有关上"))
            raise FormulaFault(token.start, token.end, N_("“%(sign)s”前面缺少运算符号或右括号"), sign=token.text)
        self._take()

    def _deep(self, depth: int, token: Token) -> None:
        if depth > DEEPEST:
            raise FormulaFault(token.start, token.end, N_("括号太深，最多 %(most)s 层"), most=DEEPEST)

    def _made(self, node: Node) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise FormulaFault(node.start, node.end, N_("公式太大，最多 %(most)s 个部分；拆成几个公式"), most=MOST_NODES)
        return node

    def _next(self) -> Token:
        return self._tokens[-1]

    def _take(self) -> Token:
        token = self._tokens.pop() if len(self._tokens) > 1 else self._tokens[-1]
        self._last = token.end
        return token
