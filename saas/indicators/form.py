"""An indicator as it is kept: what it measures, in what, how often, from which figures, and what is wanted of it. Pure.

The same shape as in a pack's indicators.yaml; decimals are text, names of people's choosing in either language.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import msgspec
from msgspec import Struct

from saas.words import N_

Said = dict[str, str]  # {"zh": …, "en": …}, one of them at least
Adds = Literal["sum", "own", "mean", "min", "max"]
Over = Literal["sum", "mean", "last"]
Split = Literal["sum", "weighted", "ratio"]
Direction = Literal["higher", "lower", "range"]

DIRECTIONS = {"higher": N_("越高越好"), "lower": N_("越低越好"), "range": N_("在区间内")}
FREQUENCIES = {
    "day": N_("每天"), "week": N_("每周"), "ten_days": N_("每旬"), "month": N_("每月"), "quarter": N_("每季"),
    "half_year": N_("每半年"), "year": N_("每年"), "shift": N_("每班"), "event": N_("按事件"),
}  # fmt: skip
SOURCES = {
    "hand": N_("手工填写"), "sheet": N_("表格导入"), "formula": N_("公式计算"), "checks": N_("检查"), "findings": N_("问题"),
    "api": N_("接口"), "system": N_("业务系统"), "ledger": N_("台账"), "process": N_("流程"),
}  # fmt: skip
ADDS = {
    "sum": N_("各部分相加"), "own": N_("各自填写，不相加"), "mean": N_("各部分平均"), "min": N_("取最小"), "max": N_("取最大"),
}  # fmt: skip
OVERS = {"sum": N_("各期相加"), "mean": N_("各期平均"), "last": N_("取最后一期")}
SPLITS = {"sum": N_("各部分之和等于整体"), "weighted": N_("按权重平均等于整体"), "ratio": N_("分子之和除以分母之和等于整体")}


class Input(Struct, frozen=True):
    """A figure the formula takes in. `adds`: how the figures of the parts make the whole's; `over`: those of periods.

    `figure` names what is read from checks and findings (saas/indicators/figures.py); "" is entered.
    """

    name: str
    title: Said
    uom: str = ""
    source: str = "hand"
    adds: Adds = "sum"
    over: Over = "sum"
    figure: str = ""


class Indicator(Struct, frozen=True):
    """`owner`: a job title; `trees`: dimension trees it is walked by; `split`: how targets of parts make the whole's.

    `amber`: how far from the target (in percent of it) a lamp is still amber, where no floor is stated.
    `grace`: days after the period within which a figure is in time.
    """

    name: Said
    uom: str = ""
    direction: Direction = "higher"
    frequency: str = "month"
    formula: str = ""
    inputs: tuple[Input, ...] = ()
    target: Decimal | None = None
    target_low: Decimal | None = None
    target_high: Decimal | None = None
    floor: Decimal | None = None
    stretch: Decimal | None = None
    curve: dict[str, Any] | None = None
    owner: str | None = None
    dimensions: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    split: Split = "ratio"
    amber: Decimal = Decimal(5)
    grace: int = 5
    benchmark: Said | None = None
    note: Said | None = None
    mark: dict[str, Any] | None = None


def indicator_of(body: object) -> Indicator:
    """From what is kept or what a pack says; raises msgspec.ValidationError with the place."""
    return msgspec.convert(body, Indicator, strict=False)


def body_of(one: Indicator) -> dict[str, Any]:
    """As it is kept: JSON values, decimals as text, nothing that goes without saying."""
    usual: dict[str, Any] = msgspec.to_builtins(Indicator({}))
    told: dict[str, Any] = msgspec.to_builtins(one)
    kept = {key: value for key, value in told.items() if value != usual[key] or key in ("name", "uom", "direction", "frequency")}
    if one.inputs:
        kept["inputs"] = [_said(each) for each in told["inputs"]]
    return kept


def _said(given: dict[str, Any]) -> dict[str, Any]:
    usual = {"uom": "", "source": "hand", "adds": "sum", "over": "sum", "figure": ""}
    return {key: value for key, value in given.items() if key not in usual or key == "uom" or value != usual[key]}
