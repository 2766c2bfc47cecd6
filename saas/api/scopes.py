"""What a token may do: closed by default, one word for each part of the company. Pure."""

from __future__ import annotations

from saas.words import N_

SCOPES: dict[str, str] = {
    "read:organisation": N_("组织单元、岗位和任职（不含联系方式）"),
    "read:contacts": N_("成员的登录名"),
    "read:standards": N_("标准和责任分工"),
    "read:checklists": N_("检查表和检查项"),
    "read:checks": N_("提交的检查和结果"),
    "read:findings": N_("问题和整改"),
    "read:objects": N_("管理对象台账"),
    "read:scores": N_("考核周期、得分、依据和得分变化"),
    "read:plans": N_("改进计划、措施和效果"),
    "read:indicators": N_("指标、维度树、目标和数值"),
    "read:models": N_("测算模型和试算"),
    "read:schemes": N_("考核方案、裁定和申诉"),
    "read:signals": N_("值得看一眼的信号（涉及个人，慎给）"),
    "read:budgets": N_("预算、两边的数和商谈"),
    "write:objects": N_("登记对象的属性和账面数"),
    "write:indicators": N_("填写指标数值和目标"),
    "write:budgets": N_("写预算数、实际数和商谈（签字只由本人在页面上签）"),
    "write:models": N_("保存模型的试算方案"),
}


def known(scopes: list[str]) -> list[str]:
    """The scopes among these, in the order of the list."""
    return [scope for scope in SCOPES if scope in scopes]
