"""An evidence in words and figures: what was counted, beside what is usual of the list. Never a word on the person."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saas.signals.rote import Told
from saas.values import HUNDRED, half_up
from saas.words import N_

KINDS: dict[str, str] = {
    "time": N_("每项用时"), "all_pass": N_("整张全部合格"), "same_reading": N_("读数与上次相同"),
    "same_photo": N_("照片与以前相同"), "standard_photo": N_("交的是标准照片"),
    "burst": N_("截止前连着交"), "leader_gap": N_("自查比领导看的宽"),
}  # fmt: skip
SAY: dict[str, str] = {
    "time": N_("每项约 %(hits)s 秒，这张表一般 %(usual)s 秒（%(of)s 次检查）"),
    "all_pass": N_("%(of)s 次检查里 %(hits)s 次整张全部合格，别人一般是 %(usual)s%%"),
    "same_reading": N_("%(of)s 个读数里 %(hits)s 个与上次一模一样，一般是 %(usual)s%%"),
    "same_photo": N_("%(of)s 张照片里 %(hits)s 张与以前的几乎相同，一般是 %(usual)s%%"),
    "standard_photo": N_("%(of)s 张照片里 %(hits)s 张与标准照片几乎相同，一般是 %(usual)s%%"),
    "burst": N_("%(of)s 次检查里 %(hits)s 次在截止前一份接一份交，一般是 %(usual)s%%"),
    "leader_gap": N_("领导看过的 %(of)s 项里 %(hits)s 项自查判得宽，一般是 %(usual)s%%"),
}
ANSWERS: dict[str, str] = {
    "fine": N_("看过了，没有问题"), "talked": N_("谈过了，一起改进"), "list": N_("是检查表的问题"),
}  # fmt: skip


def params(evidence: Mapping[str, Any]) -> dict[str, str]:
    """The figures of its sentence."""
    hits, usual = Decimal(evidence["hits"]), Decimal(evidence["usual"])
    if evidence["kind"] == "time":
        return {"of": str(evidence["of"]), "hits": f"{half_up(hits, 0)}", "usual": f"{half_up(usual, 0)}"}
    return {"of": str(evidence["of"]), "hits": f"{half_up(hits, 0)}", "usual": f"{half_up(usual * HUNDRED, 0)}"}


def raised(one: Told) -> tuple[str, dict[str, str]]:
    """The sentence of its strongest evidence with its figures, as the leader's queue shows it."""
    first = one.evidence[0]
    kept = {"kind": first.kind, "of": first.of, "hits": first.hits, "usual": first.usual}
    return SAY[first.kind], params(kept)
