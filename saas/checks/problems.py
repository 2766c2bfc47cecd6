"""What is wrong with an answer, in words that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from saas.checks.reading import Problem as Fault
from saas.refusals import Problem, Refused
from saas.words import N_

SENTENCES = {
    "unanswered": N_("还没有填。"),
    "unknown_point": N_("这张检查表里没有这一项，请刷新页面后再填。"),
    "duplicate": N_("这一项填了两次，请刷新页面后再填。"),
    "unreadable": N_("有一项答案读不懂，请刷新页面后再填。"),
    "wrong_kind": N_("答案的类型不对，请重新填这一项。"),
    "not_a_number": N_("请填数字，例如 12.5。"),
    "wrong_uom": N_("单位不对，请按 %(uom)s 填。"),
    "too_many_digits": N_("数字太长：整数最多 %(whole)s 位，小数最多 %(decimals)s 位。"),
    "negative": N_("这里不能填负数。"),
    "times_missing": N_("请填有几处。"),
    "range_reversed": N_("最低值不能大于最高值。"),
    "unknown_option": N_("没有这个选项，请重新选择。"),
    "text_too_long": N_("文字太长，最多 %(longest)s 字。"),
    "too_many_photos": N_("照片太多，最多 %(most)s 张。"),
    "photo_missing": N_("请拍一张照片。"),
    "photo_unreadable": N_("照片编号不对，请重新拍一张。"),
    "note_missing": N_("请写一句说明。"),
}
PHOTO_UNREADABLE = "photo_unreadable"


def in_words(faults: Iterable[Fault]) -> Refused:
    """422 with one sentence for each point concerned."""
    return Refused.all([Problem(fault.point, SENTENCES[fault.code], dict(fault.params)) for fault in faults])
