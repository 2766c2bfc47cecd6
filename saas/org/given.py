"""What a form of the organisation says, as values; every fault stands at its field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from saas import forms
from saas.refusals import Problem, Refused
from saas.values import CODE
from saas.words import N_

Text = dict[str, str]
NAME_LONGEST, REASON_LONGEST = 60, 200
WEIGHT_MOST = 10_000


@dataclass
class Given:
    """Fields of one form; `done()` refuses with all faults at once."""

    fields: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.fields.get(name, "")

    def edition(self) -> int:
        """The edition the form was opened with; one that nothing has where the field is not ours."""
        return forms.edition(self.fields)

    def code(self) -> str | None:
        """None where the field was left empty: the house numbers by itself."""
        said = self.text("code")
        if said and not CODE.fullmatch(said):
            self.wrong("code", N_("编码用字母、数字、点、横线和下划线，以字母或数字开头，最多 40 位。"))
        return said or None

    def name(self) -> Text:
        """{"zh": …, "en": …}; one of the two languages will do."""
        said = {"zh": self.text("name_zh"), "en": self.text("name_en")}
        for language, text in said.items():
            if len(text) > NAME_LONGEST or not text.isprintable():
                self.wrong(f"name_{language}", N_("名称最多 %(longest)s 个字，不含特殊字符。"), longest=NAME_LONGEST)
        if not any(said.values()):
            self.wrong("name_zh", N_("请填写名称。"))
        return {language: text for language, text in said.items() if text}

    def weight(self) -> Decimal:
        """How much the unit counts beside its siblings; 1 where nothing is said."""
        try:
            weight = Decimal(self.text("weight") or 1)
        except InvalidOperation:
            weight = Decimal("NaN")
        if not (weight.is_finite() and 0 <= weight <= WEIGHT_MOST):
            self.wrong("weight", N_("权重是 0 到 %(most)s 之间的数字。"), most=WEIGHT_MOST)
            return Decimal(1)
        return weight

    def day(self, name: str, *, needed: bool = True) -> date | None:
        said = self.text(name)
        if not said and not needed:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self.wrong(name, N_("请填写日期。"))
            return None

    def reason(self, name: str = "reason") -> str:
        said = self.text(name)
        if not said:
            self.wrong(name, N_("请用一句话写明。"))
        elif len(said) > REASON_LONGEST or not said.isprintable():
            self.wrong(name, N_("请写短一些，最多 %(longest)s 字。"), longest=REASON_LONGEST)
        return said

    def wrong(self, name: str, message: str, **params: object) -> None:
        self.problems.append(Problem(name, message, params))

    def done(self) -> None:
        if self.problems:
            raise Refused.all(self.problems)
