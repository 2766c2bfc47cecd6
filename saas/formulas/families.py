"""The families of units of measure: what each word is a multiple of."""

from fractions import Fraction

Atom = tuple[tuple[str, Fraction, Fraction], ...]


def _of(dimension: str, scale: str | int | Fraction, exponent: int = 1) -> Atom:
    return ((dimension, Fraction(exponent), Fraction(scale)),)


def _energy(watts: int | Fraction) -> Atom:
    return (("power", Fraction(1), Fraction(watts)), ("hour", Fraction(1), Fraction(1)))


_FAMILIES: dict[str, tuple[int, dict[str, str]]] = {
    "money": (1, {"元": "1", "千元": "1000", "万元": "10000", "百万元": "1000000", "亿元": "100000000"}),
    "dollar": (1, {"美元": "1", "USD": "1", "万美元": "10000"}),
    "hour": (1, {
        "h": "1", "小时": "1", "时": "1", "min": "1/60", "分钟": "1/60", "s": "1/3600", "秒": "1/3600",
        "天": "24", "日": "24", "工作日": "24", "周": "168", "d": "24",
    }),
    "month": (1, {"月": "1", "个月": "1", "季": "3", "季度": "3", "年": "12"}),
    "mass": (1, {
        "t": "1000", "吨": "1000", "Mt": "1000000000", "kg": "1", "公斤": "1", "千克": "1",
        "g": "1/1000", "克": "1/1000", "mg": "1/1000000",
    }),
    "length": (1, {"m": "1", "米": "1", "km": "1000", "公里": "1000", "cm": "1/100", "mm": "1/1000", "毫米": "1/1000"}),
    "power": (1, {"kW": "1", "MW": "1000", "W": "1/1000", "GW": "1000000"}),
    "apparent": (1, {"kVA": "1", "MVA": "1000"}),
    "voltage": (1, {"kV": "1", "V": "1/1000"}),
    "current": (1, {"A": "1", "mA": "1/1000", "kA": "1000"}),
    "pressure": (1, {"MPa": "1", "kPa": "1/1000", "Pa": "1/1000000"}),
    "celsius": (1, {"℃": "1", "°C": "1"}),
    "data": (1, {"GB": "1", "MB": "1/1024", "TB": "1024"}),
    "points": (1, {"分": "1"}),
}  # fmt: skip
ATOMS: dict[str, Atom] = {
    word: _of(family, scale, exponent) for family, (exponent, words) in _FAMILIES.items() for word, scale in words.items()
}
ATOMS |= {
    "m²": _of("length", 1, 2), "平方米": _of("length", 1, 2), "km²": _of("length", 1_000_000, 2),
    "亩": _of("length", Fraction(2000, 3), 2),
    "m³": _of("length", 1, 3), "立方米": _of("length", 1, 3), "方": _of("length", 1, 3),
    "L": _of("length", Fraction(1, 1000), 3), "升": _of("length", Fraction(1, 1000), 3),
    "mL": _of("length", Fraction(1, 1_000_000), 3),
    "kWh": _energy(1), "度": _energy(1), "MWh": _energy(1000), "GWh": _energy(1_000_000), "Wh": _energy(Fraction(1, 1000)),
    "%": _of("", "1/100", 0), "‰": _of("", "1/1000", 0), "‱": _of("", "1/10000", 0), "ppm": _of("", "1/1000000", 0),
    "个百分点": _of("", "1/100", 0), "百分点": _of("", "1/100", 0), "pp": _of("", "1/100", 0),
    "比例": _of("", 1, 0), "倍": _of("", 1, 0),
}  # fmt: skip
# How many: 百万户, 万 kWh, 百台年.
TIMES = (("百万", 1_000_000), ("千万", 10_000_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100))
# Counted things times a time.
COUNTED_TIME = {
    "人天": "天", "人日": "天", "床日": "天", "台日": "天", "工日": "天", "时户": "h", "台时": "h", "工时": "h", "学时": "h",
    "台年": "年", "人年": "年", "人月": "月",
}  # fmt: skip
