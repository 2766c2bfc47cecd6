"""What a formula can call, and how many values each takes."""

MANY = 100
FUNCTIONS: dict[str, tuple[int, int]] = {
    "if": (3, 3), "min": (1, MANY), "max": (1, MANY), "sum": (1, MANY), "avg": (1, MANY), "count": (1, MANY),
    "round": (1, 2), "ceil": (1, 1), "floor": (1, 1), "abs": (1, 1), "sqrt": (1, 1), "coalesce": (1, MANY),
    "lookup": (3, 3), "step": (3, 3), "prior": (2, 2),
}  # fmt: skip
# These take whole columns, and may pick rows.
FUNCTIONS_OF_ROWS = frozenset({"sum", "avg", "min", "max", "count"})
COLUMNS_OF = {"lookup": (1, 2), "step": (1, 2)}
ALIASES = {
    "如果": "if", "最小": "min", "最大": "max", "合计": "sum", "求和": "sum", "平均": "avg", "个数": "count", "计数": "count",
    "四舍五入": "round", "向上取整": "ceil", "向下取整": "floor", "绝对值": "abs", "平方根": "sqrt", "首个有值": "coalesce",
    "查找": "lookup", "分档": "step", "上一行": "prior", "average": "avg",
}  # fmt: skip
