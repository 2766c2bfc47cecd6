"""How findings are treated, as rows: causes to choose from, and when what is overdue goes up the line. Pure."""

from collections.abc import Iterator

from saas.findings.rules import CAUSES, STEPS
from saas.packs.rows import Batch, Birth, plain


def findings(birth: Birth) -> Iterator[Batch]:
    """The pack's own steps; where it has none, one leader further up after one, three and seven days."""
    ids, given = birth.ids, birth.pack.supervision.escalation
    steps = [
        (ids("step", str(n)), str(one.days), one.job_title, plain(one.outside) if one.outside else None)
        for n, one in enumerate(given)
    ]
    usual = [(ids("step", str(n)), str(days), None, None) for n, days in enumerate(STEPS)]
    yield Batch("escalation_rules", "id, days, job_title, outside", steps or usual)
    yield Batch(
        "causes", "id, code, name, position",
        [(ids("cause", code), code, dict(name), n) for n, (code, name) in enumerate(CAUSES, 1)],
    )  # fmt: skip
