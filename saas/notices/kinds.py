"""What there is to tell: the closed list of kinds, each with its sentence and the page it leads to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas.words import N_, say, translator


@dataclass(frozen=True)
class Kind:
    """`title` names the kind, `text` is the sentence with the words of the notice, `path` the page below the company. `of`:
    an endpoint that wants that kind is sent this one, too.
    """

    title: str
    text: str
    path: str
    urgent: bool = False
    of: str = ""


KINDS: dict[str, Kind] = {
    "finding.assigned": Kind(
        N_("问题由我整改"), N_("问题 %(number)s“%(title)s”由您的岗位整改，%(due)s 前完成。"), "/findings/{noun}", urgent=True
    ),
    "finding.grave": Kind(
        N_("一票否决的问题由我整改"), N_("一票否决的问题 %(number)s“%(title)s”由您的岗位整改，%(due)s 前完成。"),
        "/findings/{noun}", urgent=True, of="finding.assigned",
    ),
    "finding.returned": Kind(
        N_("整改被退回"), N_("问题 %(number)s“%(title)s”的整改被退回：%(why)s"), "/findings/{noun}", urgent=True
    ),
    "finding.overdue": Kind(
        N_("问题逾期"), N_("问题 %(number)s“%(title)s”应在 %(due)s 前整改，已经逾期。"), "/findings/{noun}"
    ),
    "finding.escalated": Kind(
        N_("逾期问题上报给我"), N_("问题 %(number)s“%(title)s”逾期 %(days)s 天未整改，上报给您。"), "/findings/{noun}",
        urgent=True,
    ),
    "finding.verified": Kind(N_("整改通过验收"), N_("问题 %(number)s“%(title)s”的整改已通过验收。"), "/findings/{noun}"),
    "check.returned": Kind(
        N_("检查被退回"), N_("“%(title)s”（%(day)s）被退回，请重新填写：%(why)s"), "/checks/{noun}", urgent=True
    ),
    "handover.waiting": Kind(N_("流程等我接手"), N_("流程“%(title)s”走到“%(activity)s”，等您接手。"), "/processes/runs/{noun}"),
    "handover.overdue": Kind(
        N_("流程超时没人接手"), N_("流程“%(title)s”的“%(activity)s”已过时限，还没有人接手。"), "/processes/runs/{noun}",
        urgent=True,
    ),
    "measure.due": Kind(N_("措施快到期"), N_("改进措施“%(title)s”应在 %(due)s 前完成。"), "/measures"),
    "measure.overdue": Kind(N_("措施逾期"), N_("改进措施“%(title)s”应在 %(due)s 前完成，已经逾期。"), "/measures"),
    "measure.escalated": Kind(
        N_("逾期措施上报给我"), N_("改进措施“%(title)s”应在 %(due)s 前完成，逾期 %(days)s 天，上报给您。"),
        "/measures/{noun}", urgent=True
    ),
    "measure.judged": Kind(
        N_("措施有了结论"), N_("改进措施“%(title)s”的观察期结束：%(what)s。"), "/measures/{noun}"
    ),
    "measure.back": Kind(
        N_("有效的措施又回落"), N_("改进措施“%(title)s”原来有效，现在又回落，请去看看。"), "/measures/{noun}"
    ),
    "cycle.closed": Kind(N_("考核周期已结算"), N_("%(title)s已经结算，可以看各单元的得分和变化原因。"), "/cycles/{noun}"),
    "score.ready": Kind(N_("我的得分出来了"), N_("%(title)s已经结算，您的得分和原因可以看了。"), "/scores"),
    "report.ready": Kind(N_("季度报告已排好"), N_("%(title)s的报告已经排好，可以查看或下载。"), "/quarter/{noun}"),
    "standard.reading": Kind(
        N_("有标准要读"), N_("标准第 %(number)s 版从 %(due)s 起执行，有与您岗位有关的改动，请看过后确认。"),
        "/standards/versions/{noun}/reading",
    ),
    "reading.due": Kind(
        N_("标准还没确认"), N_("标准第 %(number)s 版从 %(due)s 起执行，您还没有确认看过。"), "/standards/versions/{noun}/reading"
    ),
    "voice.dissatisfied": Kind(
        N_("客户不满意"), N_("%(title)s 收到不满意的评价，已登记为问题 %(number)s。"), "/findings/{noun}", urgent=True
    ),
    "suggestion.waiting": Kind(
        N_("有建议等我答复"), N_("建议 %(number)s“%(title)s”等您答复，%(due)s 前给个说法。"), "/suggestions/{noun}"
    ),
    "suggestion.overdue": Kind(
        N_("建议没按时答复，上报给我"), N_("建议 %(number)s“%(title)s”应在 %(due)s 前答复，还没有人答复，上报给您。"),
        "/suggestions/{noun}", urgent=True,
    ),
    "suggestion.answered": Kind(
        N_("我的建议有答复"), N_("您的建议 %(number)s“%(title)s”有答复：%(what)s。%(why)s"), "/suggestions/{noun}"
    ),
    "suggestion.outcome": Kind(N_("我的建议后来怎样"), N_("您的建议 %(number)s“%(title)s”：%(what)s。"), "/suggestions/{noun}"),
    "gate.ready": Kind(N_("推行关口可以签字"), N_("“%(stage)s”的关口条件都达到了，可以签字决定。"), "/rollout/stages/{noun}"),
    "gate.broken": Kind(
        N_("推行关口的窗口断了"),
        N_("“%(stage)s”的“%(what)s”%(day)s 没有达到（%(figure)s），最早 %(again)s 才能重新满足。"), "/rollout/stages/{noun}",
    ),
    "appeal.filed": Kind(N_("有申诉等我处理"), N_("“%(title)s”有申诉，请在 %(due)s 前答复。"), "/appeals/{noun}"),
    "appeal.decided": Kind(N_("我的申诉有答复"), N_("您对“%(title)s”的申诉有了答复：%(why)s"), "/appeals/{noun}"),
}  # fmt: skip
# What the test button sends: no kind that anybody is told or chooses.
TRIAL = Kind(N_("试发"), N_("这是一条试发的消息，收到就说明设置正确。"), "/notices/endpoints/{noun}")
URGENT = tuple(name for name, kind in KINDS.items() if kind.urgent)
# What cannot even wait until the quiet hours are over, where a company says nothing else.
BREAKING = ("finding.grave",)


def sentence(kind: str, words: Mapping[str, Any], locale: str) -> str:
    """The notice in one sentence; names of the company stand in the reader's language as far as they have one."""
    told = {name: plain(say(word, locale=locale)) for name, word in words.items()}
    return translator(locale)(KINDS.get(kind, TRIAL).text, **told)


def path(kind: str, noun: UUID) -> str:
    """Where the notice leads, below the address of the company."""
    return KINDS.get(kind, TRIAL).path.format(noun=noun)


def plain(text: str) -> str:
    """One line: what a person typed never begins another, in a letter or in a robot's message."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
