"""What the pages and lists of appeals call things, and their limits. Pure."""

from __future__ import annotations

from saas.words import N_

TEXT_LONGEST = 1000
PHOTOS = ("photo", "photo2", "photo3")
# How long a decision may take where the scheme does not say.
DECIDE_DAYS = 5

STATES = {"open": N_("待裁定"), "accepted": N_("成立"), "refused": N_("不成立"), "withdrawn": N_("已撤回")}

STEPS = {
    "lodged": N_("提出申诉"), "assigned": N_("交给裁定人"), "raised": N_("超过期限，报管理员"),
    "accepted": N_("申诉成立"), "refused": N_("申诉不成立"), "withdrawn": N_("撤回申诉"),
}  # fmt: skip

HOWS = {"full": N_("按做到计"), "waived": N_("不计入")}
