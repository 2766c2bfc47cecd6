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
    "write:objects": N_("登记对象的属性和账面数"),
}


def known(scopes: list[str]) -> list[str]:
    """The scopes among these, in the order of the list."""
    return [scope for scope in SCOPES if scope in scopes]
