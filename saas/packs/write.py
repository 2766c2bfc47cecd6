"""A pack as files: the one way in which equal packs are written, byte for byte. Pure."""

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from saas.packs.format import Pack
from saas.packs.told import told

WIDEST = 140
TITLES = {
    "pack": "行业包的名称与层级 Name and layers",
    "organisation": "组织：职务与职责、单元、岗位、班次 Job titles with duties, units, posts, shifts",
    "standards": "标准：体系、类、项、步骤、细节 Systems, categories, items, steps, details",
    "responsibilities": "责任：每个细节由谁负责 Who answers for each detail",
    "processes": "流程：环节、岗位、交接条件、时限 Activities, posts, handover conditions, limits",
    "objects": "管理对象：类型、区域、台账 Types, territories, ledger",
    "checklists": "检查表：检查项与时间安排 Points and schedules",
    "indicators": "指标 Indicators",
    "models": "模型：输入、公式、算例 Inputs, formulas, worked examples",
    "scheme": "考核方案 Assessment scheme",
    "cycles": "考核周期 Assessment cycles",
    "measures": "措施库 Library of measures",
    "rollout": "推行阶段与关口 Rollout stages and gates",
    "supervision": "领导评审与监督 Supervision",
}
# What every reader of YAML takes for plain text, in a list within braces as well.
PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff（“][A-Za-z0-9_\u4e00-\u9fff（）“”、，。；：·/.\- ]*(?<! )")
NOT_TEXT = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null)")
ESCAPED = re.compile(r"[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


def files(pack: Pack) -> dict[str, bytes]:
    """File name → content, in the order of the format; a file that would say nothing is left out."""
    found = {}
    for field in msgspec.structs.fields(Pack):
        said = told(getattr(pack, field.name))
        if field.required or said:
            found[f"{field.name}.yaml"] = f"# {TITLES[field.name]}\n{_fields(said, 0)}".encode()
    return found


def _fields(group: dict[str, Any], depth: int) -> str:
    return "".join(_field(_text(str(key)), value, depth) for key, value in group.items())


def _field(key: str, value: Any, depth: int) -> str:
    pad = "  " * depth
    flat = _flat(value)
    # The lists of a file begin on lines of their own, however short they are.
    if _fits(flat, value, 2 * depth + len(key) + 2) and not (depth == 0 and isinstance(value, list) and value):
        return f"{pad}{key}: {flat}\n"
    if isinstance(value, dict):
        return f"{pad}{key}:\n{_fields(value, depth + 1)}"
    return f"{pad}{key}:\n" + "".join(_entry(one, depth + 1) for one in value)


def _entry(value: Any, depth: int) -> str:
    pad = "  " * depth
    flat = _flat(value)
    if _fits(flat, value, 2 * depth + 2):
        return f"{pad}- {flat}\n"
    if isinstance(value, dict):
        return f"{pad}- {_fields(value, depth + 1).removeprefix('  ' * (depth + 1))}"
    return f"{pad}-\n" + "".join(_entry(one, depth + 1) for one in value)


def _fits(flat: str, value: Any, before: int) -> bool:
    return not value or not isinstance(value, dict | list) or before + len(flat) <= WIDEST


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(str(key))}: {_flat(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return format(value, "f") if isinstance(value, Decimal) else _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    if PLAIN.fullmatch(value) and not NOT_TEXT.fullmatch(value):
        return value
    return ESCAPED.sub(lambda found: f"\\U{ord(found[0]):08x}", json.dumps(value, ensure_ascii=False))
