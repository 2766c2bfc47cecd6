"""Every page with a list names the sheet it leaves as, or stands here with the reason why it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from saas.app import load_sheets
from saas.sheets.registry import families, sheets

load_sheets()
TEMPLATES = Path(__file__).parents[2] / "templates"
LIST = re.compile(r'table\.frame\(|<ul class="rows|<ol class="rows|<table\b')
NAMED = re.compile(r'sheet\.(?:links|out)\(visit, "([a-z_-]+)"|/sheets/([a-z_-]+)')

# A piece of a page whose list leaves by the page itself, and by which sheet.
BY = {
    "benchmarks/unit.html": "benchmarks-units", "benchmarks/_practice.html": "benchmarks-units", "links/link.html": "links",
    "checks/_lists.html": "checks", "checks/_mine.html": "checks", "checks/submissions.html": "checks",
    "dashboards/leader.html": "findings", "dashboards/executive.html": "losses", "dashboards/_home.html": "findings",
    "dashboards/function.html": "indicator-values",
    "duties/_matrix.html": "responsibilities", "duties/run.html": "gaps", "checklists/schedules.html": "schedules",
    "checklists/versions.html": "points", "checklists/publication.html": "burden", "checks/checklist.html": "points",
    "findings/alike.html": "findings", "findings/calendar.html": "findings", "findings/map.html": "findings", "phone/_findings.html": "findings",
    "indicators/budget.html": "indicator-values", "indicators/figures.html": "indicator-values",
    "indicators/indicator.html": "indicator-values", "models/model.html": "models", "objects/kind.html": "kind_attributes", "org/_found.html": "units",
    "org/_hanging.html": "units", "org/_node.html": "units", "org/unit.html": "units", "org/_unit_edit.html": "units",
    "org/_duties.html": "duties", "org/_times.html": "appointments", "people/_open.html": "members", "people/member.html": "members",
    "processes/_table.html": "activities", "processes/draft.html": "activities", "processes/process.html": "activities",
    "processes/publication.html": "activities", "scores/mine.html": "scores", "scores/answers.html": "checks",
    "standards/_branch.html": "standards", "standards/_found.html": "standards", "standards/_line.html": "standards",
    "standards/_parts.html": "standards", "standards/standard.html": "standards", "standards/versions.html": "standards",
    "standards/proposal.html": "standards", "days/day.html": "days", "reviews/spots.html": "reviews",
    "reviews/supervision.html": "supervision", "schemes/draft.html": "scheme_weights", "schemes/_parts.html": "scheme_weights",
}  # fmt: skip
ONE = "one thing, told whole: not a list of things"
OWN = "one's own few, beside what can be done with them at once"
COUNTED = "figures worked out of lists that leave as they are"
STORY = "a story in its order; it is read, not edited"
FORM = "the rows of one form, saved with it"
WITHOUT = {
    "benchmarks/rules.html": "what was decided, in its order", "benchmarks/companies.html": "means of groups: five figures a quarter",
    "rollout/_parts.html": COUNTED, "rollout/stage_form.html": FORM,
    "api/interface.html": "secrets that are shown once: they do not leave",
    "appeals/appeal.html": ONE, "checks/check.html": ONE, "findings/finding.html": ONE, "signals/signal.html": ONE,
    "voices/intake.html": ONE, "suggestions/suggestion.html": ONE, "notices/endpoint.html": ONE, "packs/pack.html": "the pack itself leaves, as an archive",
    "packs/setup.html": "steps to do", "org/_ahead.html": OWN, "checks/_day.html": OWN, "checks/scan.html": OWN,
    "notices/notices.html": OWN, "voices/mine.html": OWN, "people/account.html": OWN, "phone/shell.html": OWN,
    "standards/outer.html": OWN, "notices/wishes.html": FORM, "checklists/_form.html": FORM, "checklists/_head.html": FORM,
    "indicators/_editor.html": FORM, "models/_editor.html": FORM, "plans/_form.html": FORM, "plans/plan.html": ONE, "plans/measure.html": STORY,
    "plans/mine.html": OWN, "plans/proof.html": ONE, "plans/timeline.html": ONE,
    "org/post.html": OWN, "checklists/_changes.html": STORY, "history/history.html": STORY, "reviews/_check.html": STORY,
    "scores/_restated.html": STORY, "scores/_trace.html": STORY, "plans/_effect.html": STORY, "voices/place_kept.html": STORY,
    "checklists/_days_ahead.html": COUNTED, "models/_plots.html": COUNTED, "processes/comparison.html": COUNTED,
    "reports/_parts.html": COUNTED, "reports/trace.html": "the inputs of one figure", "reports/paper.html": "the contents of one paper", "reports/quarter.html": "leaves as the report of the quarter", "reviews/divergence.html": COUNTED,
    "reviews/pace.html": COUNTED, "reviews/spot_sides.html": ONE, "scores/score.html": COUNTED, "signals/honesty.html": COUNTED,
    "signals/measured.html": COUNTED, "signals/proposals.html": COUNTED, "signals/signals.html": COUNTED,
    "schemes/trial.html": COUNTED, "schemes/ladders.html": FORM, "voices/results.html": COUNTED, "cycles/list.html": "quarters: four a year",
    "cycles/rhythms.html": "a handful, changed one by one", "cycles/_course.html": STORY,
    "desk/jobs.html": "what waits for the clock, gone when it is done", "desk/mail.html": "letters hold what only their reader may see",
    "sheets/imports.html": "files that came in: each leaves as its report",
    "notices/endpoints.html": "addresses with secrets: they do not leave", "objects/counts.html": "the result of each count leaves by its page",
    "indicators/budgets.html": FORM,
    "indicators/trees.html": "a tree of indicators, drawn", "schemes/rulings.html": STORY,
    "voices/channels.html": "a channel is a form of its own", "voices/surveys.html": "a survey is a form of its own",
}  # fmt: skip


def listing():
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        text = path.read_text()
        if name.split("/")[0] not in ("parts", "layout") and LIST.search(text):
            found[name] = {key for pair in NAMED.findall(text) for key in pair if key}
    return found


def test_each_list_of_the_product_leaves_or_says_why_not():
    assert {name for name, keys in listing().items() if not keys and name not in BY and name not in WITHOUT} == set()


@pytest.mark.parametrize("key", sorted({key for name, keys in listing().items() for key in keys | {BY.get(name, "units")}}))
def test_each_sheet_a_page_names_is_there(key):
    assert key in sheets or key.partition("-")[0] in families


def test_what_may_be_edited_comes_in_where_it_leaves():
    told = {
        key for path in TEMPLATES.rglob("*.html") for key in re.findall(r'sheet\.links\(visit, "([a-z_-]+)"', path.read_text())
    }
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    for key, sheet in sheets.items():
        assert not sheet.editable or key in told or f"/sheets/{key}/imports" in text, key
