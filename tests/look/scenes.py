"""Values for the kitchen sink: figures and words of the cold-drink trade, one moment in one company."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace as Some
from typing import Any
from uuid import UUID

from saas.shell import shell
from saas.visit import Company, Person

D = Decimal
SCENES = ("today", "check", "score", "queue", "desk", "signin", "refusal")
NOW = datetime(2026, 9, 28, 1, 40, tzinfo=UTC)
PLACES = {"queue": "reviews", "score": "scores", "desk": "organisation"}
ROLES = {
    "today": {"staff"},
    "check": {"staff"},
    "score": {"executive"},
    "queue": {"leader"},
    "desk": {"admin", "leader"},
}

NAMES = {
    "C1-04": ("必备品项在售数", "Must-have lines on sale"),
    "C2-02": ("柜内温度", "Temperature in the freezer"),
    "C1-06": ("库存盘点与账面一致", "Count against book"),
    "C1-03": ("店外广宣与店招完好", "Outdoor signs intact"),
    "C1-09": ("无过期、变质品", "No expired or spoiled goods"),
    "C2-03": ("专柜纯度拍照", "Photo of freezer purity"),
}


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def point(code: str, kind: str, **more: Any) -> Some:
    base = {"veto": False, "evidence": "none", "uom": None, "limits": None, "options": None, "judge": {}, "mark": {}}
    return Some(code=code, text=both(*NAMES[code]), kind=kind, **base | more)


POINTS = [
    (point("C1-09", "pass_fail", veto=True, evidence="photo"), {"verdict": "pass"}, {}),
    (point("C1-04", "number", uom=both("个", "lines"), limits={"low": "8"}), {"number": "9"}, {"last": D(8)}),
    (
        point(
            "C2-02",
            "number",
            uom=both("℃", "℃"),
            limits={"high": "-18", "yellow_high": "-15"},
            evidence="photo",
        ),
        None,
        {"last": D("-18.5")},
    ),
    (point("C1-06", "count", uom=both("箱", "boxes"), limits={"tolerance": "2"}), None, {"book": D(24)}),
    (
        point(
            "C1-03",
            "choice",
            options=[
                {"key": "good", "text": both("完好", "Intact"), "share": "1"},
                {"key": "slight", "text": both("轻微破损", "Slightly damaged"), "share": "0.6"},
                {"key": "gone", "text": both("缺失", "Missing"), "share": "0"},
            ],
        ),
        {"choice": "slight"},
        {},
    ),
    (
        point("C2-03", "photo"),
        None,
        {"error": both("请拍一张柜内照片。", "Take one photo of the inside of the freezer.")},
    ),
]

STEPS = [
    ("方法", "Method", "0.00"),
    ("标准版本", "Version of the standard", "0.12"),
    ("权重", "Weights", "-0.31"),
    ("人员编制", "Roster", "0.22"),
    ("覆盖", "Coverage", "-0.64"),
    ("不适用", "Not applicable", "-0.05"),
    ("复核更正", "Corrections", "0.40"),
    ("处理及时", "Handling", "0.52"),
]
RESULTS = [
    ("专柜纯度", "Freezer purity", "1.10"),
    ("先进先出", "First in, first out", "0.52"),
    ("柜内温度", "Freezer temperature", "-0.18"),
    ("其他 9 项", "9 other points", "0.43"),
]
QUARTERS = ["24Q4", "25Q1", "25Q2", "25Q3", "25Q4", "26Q1", "26Q2", "26Q3"]
SCORES = [D(x) for x in ("79.10", "80.65", "80.02", "82.40", "83.75", "83.10", "84.29", "86.42")]
WEEKS = [f"W{n}" for n in range(27, 40)]
UNITS = [
    ("一区", "Zone 1", "91.3"),
    ("二区", "Zone 2", "88.7"),
    ("三区", "Zone 3", "86.1"),
    ("四区", "Zone 4", "84.9"),
    ("五区", "Zone 5", "79.2"),
]
PURITY = [
    D(x)
    for x in (
        "93.1",
        "92.4",
        "94.0",
        "93.6",
        "92.9",
        "95.2",
        "94.8",
        "88.1",
        "91.0",
        "93.9",
        "95.5",
        "96.1",
        "97.0",
    )
]


def bridge(t: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"text": t(zh, en), "value": D(x), "href": "#trace"} for zh, en, x in STEPS]
    parts = [{"text": t(zh, en), "value": D(x), "href": "#trace"} for zh, en, x in RESULTS]
    return [
        *rows,
        {"text": t("检查结果", "Results of checks"), "value": D("1.87"), "href": "#trace", "parts": parts},
    ]


def wave(at: int) -> list[D | None]:
    return [None if (at, n) == (3, 4) else x - at * D("2.3") for n, x in enumerate(PURITY)]


def visitor(t: Any, locale: str, scene: str) -> Some:
    """Who looks at the scene."""
    visit = Some(
        tenant=Company(UUID(int=1), "ice", t("北城冷饮", "Northtown Ice Cream"), "Asia/Shanghai"),
        person=Person(UUID(int=2), t("业务代表·一区", "Sales rep, zone 1"), "rep"),
        roles=frozenset(ROLES.get(scene, ())),
        locale=locale,
        nonce="n",
        csrf="c",
        path="/ice/" + PLACES.get(scene, "today"),
        here="/ice/" + PLACES.get(scene, "today"),
    )
    visit.posts, visit.unread = [], 0
    visit.shell = shell(visit)
    return visit


def values(locale: str, scene: str) -> dict[str, Any]:
    """What the scene's template gets; `t` chooses between the two texts of a sample."""

    def t(zh: str, en: str) -> str:
        return en if locale == "en" else zh

    visit = visitor(t, locale, scene)
    return {
        "t": t,
        "visit": visit,
        "now": NOW,
        "today": date(2026, 9, 28),
        "D": D,
        "points": POINTS,
        "bridge": bridge(t),
        "quarters": QUARTERS,
        "scores": SCORES,
        "weeks": WEEKS,
        "units": UNITS,
        "purity": PURITY,
        "wave": wave,
        "company": visit.tenant.name,
        "running": t("2026年第三季度", "Third quarter 2026"),
        "code": 404,
        "message": "",
        "problems": [],
    }
