"""What the keys of a scheme are called. Pure."""

from saas.words import N_

FAULTS = {
    "overdue": N_("整改逾期"), "late": N_("迟交"), "missed": N_("漏查"), "veto": N_("一票否决"),
    "found_by_leader": N_("领导发现的问题"), "found_by_self": N_("自己报告的问题"),
}  # fmt: skip
MERITS = {"found_by_self": N_("自己报告的问题"), "closed_in_time": N_("按期整改")}
VALUES = {
    "roll_up": {"weight": N_("按权重"), "head_count": N_("按人数"), "equal": N_("平均"), "lowest": N_("取最低")},
    "own_posts": {"together": N_("合起来算一份"), "each": N_("逐个算")},
    "missed": {"zero": N_("计 0 分"), "left_out": N_("不计")},
    "of": {"post": N_("岗位"), "unit": N_("单元"), "both": N_("岗位和单元")},
}
PARTS = {
    "components": N_("各项权重"), "indicators": N_("指标权重"), "own_share": N_("本级占比"), "grades": N_("等级"),
    "deductions": N_("扣分"), "rewards": N_("奖励"), "rulings": N_("裁定"), "vetoes": N_("否决"),
}  # fmt: skip
