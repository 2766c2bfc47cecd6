"""The words beside the figures of a score: steps, components, formulas and their inputs. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from saas.words import N_

Text = Mapping[str, str]
Label = Text | str

COMPONENTS = {
    "checks": N_("检查"), "coverage": N_("按时完成"), "findings": N_("整改"), "reviews": N_("复核"),
    "actions": N_("整改一次通过"), "agreement": N_("自查与抽查一致"), "training": N_("学习"), "indicators": N_("指标"),
    "appraisal": N_("领导评议"),
}  # fmt: skip

BRIDGE = {
    "method": N_("方法"), "standard": N_("标准版本"), "weights": N_("权重"), "roster": N_("人员编制"),
    "coverage": N_("检查覆盖"), "not_applicable": N_("不适用"), "corrections": N_("复核更正"),
    "handling": N_("整改与复核时效"), "results": N_("检查结果"),
}  # fmt: skip

CURVES = {
    "linear": N_("归零值得 0 分，底线得 60 分，目标得 100 分，中间按直线；超过目标到挑战值为止"),
    "steps": N_("达到哪一档，得哪一档的分"),
    "ratio": N_("100 × 数值 ÷ 目标；越低越好的，目标 ÷ 数值"),
    "per_unit": N_("与目标每差一个单位，从 100 分里扣几分"),
    "range": N_("在目标区间内得 100 分，离开区间按直线减到 0"),
}

FORMULAS = {
    "pooled": N_("100 × Σ（权重 × 得到）÷ Σ（权重 × 适用）"),
    "mean": N_("Σ（权重 × 数值）÷ Σ 权重"),
    "lowest": N_("取最低的一个"),
    "ratio": N_("100 × 做到的 ÷ 应做的"),
    "covered_zero": N_("100 ×（已做 − 迟交折扣 × 迟交）÷ 应做"),
    "covered_left_out": N_("100 ×（已做 − 迟交折扣 × 迟交）÷（应做 − 漏查）"),
    "capped": N_("次数 × 每次分数，不超过上限"),
    "found": N_("次数 × 每次分数；自己报告的不比领导发现的扣得多，合计不超过上限"),
    "ruled": N_("每次的分数 × 再犯倍数，逐次相加，不超过上限"),
    **{f"curve_{kind}_{way}": text for kind, text in CURVES.items() for way in ("higher", "lower", "range")},
    "sum": N_("各项相加"),
    "bounded": N_("加权平均 − 扣分 + 奖励，限在下限与上限之间"),
    "half_up": N_("四舍五入到规定的小数位"),
}

# What stands over the columns value, weight and `of` of a formula's inputs.
COLUMNS = {
    "pooled": (N_("得到"), N_("权重"), N_("适用")),
    "mean": (N_("数值"), N_("权重"), None),
    "capped": (N_("次数"), N_("每次分数"), N_("上限")),
    "found": (N_("次数"), N_("每次分数"), N_("上限")),
    "ruled": (N_("次数"), N_("每次分数"), N_("上限")),
    **{f"curve_steps_{way}": (N_("数值"), None, N_("得分")) for way in ("higher", "lower", "range")},
}
PLAIN = (N_("数值"), None, None)

NAMED = {
    "due": N_("应做"), "done": N_("已做"), "late": N_("迟交"), "missed": N_("漏查"),
    "late_penalty": N_("迟交折扣"),
    "part": N_("做到的"), "whole": N_("应做的"), "base": N_("加权平均"), "off": N_("扣分"), "plus": N_("奖励"),
    "low": N_("下限"), "high": N_("上限"), "score": N_("未取整的得分"), "shown": N_("最后得分"),
    "places": N_("小数位"),
    "found": N_("发现的问题"), "overdue": N_("整改逾期"), "veto": N_("一票否决"),
    "found_by_leader": N_("领导发现的问题"), "found_by_self": N_("自己报告的问题"),
    "closed_in_time": N_("按期整改"), "times": N_("次数"), "again": N_("再犯倍数"),
    "value": N_("实际值"), "target": N_("目标"), "floor": N_("底线"), "stretch": N_("挑战值"), "target_low": N_("目标下限"),
    "target_high": N_("目标上限"), "zero": N_("归零值"), "unit": N_("每一单位"), "minus": N_("每单位扣分"), "cap": N_("最高得分"),
    "knot": N_("档"),
}  # fmt: skip

REASONS = {
    "no_component": N_("考核方案没有给这个岗位设考核内容。"),
    "no_data": N_("本周期没有可以计分的数据。"),
    "no_member": N_("下级岗位和单元都没有得分。"),
    "missing": N_("考核方案要求各项齐全，现在缺：%(what)s。"),
}

OTHERS = N_("其余检查项")
SEAT = N_("本级自己的指标")

NO_BRIDGE = {
    "new": N_("上一周期还没有这个岗位或单元，无从比较。"),
    "left": N_("本周期已没有这个岗位或单元。"),
    "no_score_before": N_("上一周期没有得分，无从比较。"),
    "no_score_after": N_("本周期没有得分，无从比较。"),
}


def step_label(key: str, lists: Mapping[str, Text], sections: Mapping[str, Text]) -> Label:
    """The label of a trace's step: a component, a list, a section, an indicator, a rule."""
    key = key.removeprefix("own/")
    head, *rest = key.split("/")
    if head == "checks" and len(rest) == 1:
        return lists.get(rest[0], rest[0])
    if head == "checks" and rest:
        return sections.get("/".join(rest), rest[-1])
    name = rest[-1] if rest else head
    if head == "indicators" or "ruled" in (head, *rest):
        return lists.get(f"{'indicators' if head == 'indicators' else 'ruled'}/{name}", name)
    return COMPONENTS.get(name) or NAMED.get(name, name)
