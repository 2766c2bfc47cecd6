"""What may be told by a tap, how a form of one's own is filled in, and when somebody is satisfied. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from saas.findings.rules import SOURCES, Kind, Severity, Source
from saas.values import NotANumber, parse_number
from saas.words import N_

Text = Mapping[str, str]
TITLE_LONGEST, TEXT_LONGEST, CONTACT_LONGEST = 60, 500, 80
MOST_PHOTOS = 3


@dataclass(frozen=True)
class Reason:
    """What a tap says: its words in both languages, as what kind of finding it comes in, and how grave that is."""

    text: Text
    kind: Kind
    severity: Severity


def _reason(zh: str, en: str, kind: Kind, severity: Severity = "minor") -> Reason:
    return Reason({"zh": zh, "en": en}, kind, severity)


OWN: dict[str, Reason] = {
    "unsafe": _reason("有安全隐患", "Something is unsafe", "hazard", "major"),
    "broken": _reason("设备设施坏了", "Something is broken", "deviation"),
    "dirty": _reason("脏乱、漏水、异味", "Dirt, leak or smell", "deviation"),
    "missing": _reason("缺货、缺料、缺工具", "Goods, material or tools missing", "deviation"),
    "method": _reason("做法不合标准", "Not done to standard", "deviation"),
    "idea": _reason("有个建议", "A suggestion", "suggestion"),
}
OTHERS: dict[str, Reason] = {
    "service": _reason("服务态度不好", "Unfriendly service", "complaint", "major"),
    "waiting": _reason("等得太久", "Too long a wait", "complaint"),
    "quality": _reason("质量有问题", "Something wrong with the quality", "complaint", "major"),
    "dirty": _reason("环境不干净", "Not clean", "complaint"),
    "price": _reason("收费或价格不对", "Wrong price or charge", "complaint", "major"),
    "unsafe": _reason("有安全隐患", "Something is unsafe", "hazard", "major"),
    "idea": _reason("有个建议", "A suggestion", "suggestion"),
}
WHO: dict[str, Source] = {"customer": "customer", "supervisor": "regulator"}
# By which sources a channel may let findings in.
WAYS: dict[str, str] = {
    key: SOURCES[key] for key in ("customer", "regulator", "third_party", "call_back", "video", "meeting", "report")
}


def title(reason: Reason | None, text: str) -> dict[str, str]:
    """What the finding is called: the words written, else what was tapped."""
    line = " ".join(text.split())
    if not line:
        return dict(reason.text) if reason else {"zh": "有照片", "en": "With a photo"}
    short = line if len(line) <= TITLE_LONGEST else line[: TITLE_LONGEST - 1] + "…"
    return {"zh": short, "en": short}


# ——— The form of a channel.
FIELDS: dict[str, str] = {
    "text": N_("文字"), "number": N_("数字"), "choice": N_("选项"), "date": N_("日期"), "unit": N_("组织单元"),
    "object": N_("管理对象"), "detail": N_("标准细节"), "photos": N_("照片"),
}  # fmt: skip
PLACED = ("unit", "object", "detail")  # what is named by its code


class Wrong(ValueError):
    """What was written into a field does not do; `message` is a msgid."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def written(field: Mapping[str, Any], said: str) -> Any:
    """The value of one field of a form; None where it was left empty. Raises Wrong."""
    said = said.strip()
    if not said:
        if field.get("required"):
            raise Wrong(N_("请填写这一栏。"))
        return None
    match field["kind"]:
        case "number":
            try:
                return f"{parse_number(said).normalize():f}"
            except NotANumber:
                raise Wrong(N_("请填写数字。")) from None
        case "date":
            try:
                return date.fromisoformat(said).isoformat()
            except ValueError:
                raise Wrong(N_("请填写日期。")) from None
        case "choice":
            if not (said.isascii() and said.isdigit() and int(said) < len(field.get("options") or ())):
                raise Wrong(N_("请从列表中选择。"))
            return int(said)
    if len(said) > TEXT_LONGEST:
        raise Wrong(N_("请写短一些，最多 500 字。"))
    return said


# ——— Surveys.
BEST, SATISFIED, DISSATISFIED = 5, 4, 2
SMALL = 5  # fewer answers than this are not told: they would tell of a person
POINTS: dict[str, str] = {"scale": N_("1 到 5 分"), "choice": N_("选项"), "text": N_("文字")}
MOST_POINTS, MOST_OPTIONS = 12, 8


def answered(points: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    """Code → 1 to 5, number of an option, or text; what was left out is left out. Raises Wrong where nothing was answered,
    or where a figure is none of these.
    """
    said: dict[str, Any] = {}
    for point in points:
        one = given.get(point["code"], "").strip()
        if not one:
            continue
        if point["kind"] == "text":
            said[point["code"]] = one[:TEXT_LONGEST]
            continue
        low, high = (1, BEST) if point["kind"] == "scale" else (0, len(point["options"]) - 1)
        if not (one.isascii() and one.isdigit() and len(one) == 1 and low <= int(one) <= high):
            raise Wrong(N_("请从列表中选择。"))
        said[point["code"]] = int(one)
    if not any(point["code"] in said for point in points):
        raise Wrong(N_("请至少回答一项。"))
    return said


def unhappy(points: Iterable[Mapping[str, Any]], said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The points that were given 1 or 2 of 5."""
    return [point for point in points if point["kind"] == "scale" and said.get(point["code"], BEST) <= DISSATISFIED]


def share(satisfied: int, count: int) -> Decimal | None:
    """The share of 4 and 5 among the answers; not told of fewer than five."""
    return Decimal(satisfied) / Decimal(count) if count >= SMALL else None
