"""The lists of this word as spreadsheets: who answers for what, and the duties of job titles."""

from __future__ import annotations

from saas.duties import duty_sheet, gap_sheet, matrix_sheet
from saas.sheets.registry import Sheet, register
from saas.words import N_

MATRIX = Sheet(
    "responsibilities", N_("责任表"), permit="duty.read", columns=matrix_sheet.COLUMNS, export=matrix_sheet.export,
    plan=matrix_sheet.plan, apply=matrix_sheet.apply, edit="duty.edit", back="/responsibilities", scoped=True,
)  # fmt: skip
DUTIES = Sheet(
    "duties", N_("职责"), permit="duty.read", columns=duty_sheet.COLUMNS, export=duty_sheet.export, plan=duty_sheet.plan,
    apply=duty_sheet.apply, edit="duty.edit", back="/responsibilities/duties",
)  # fmt: skip
register(MATRIX)
register(DUTIES)
register(
    Sheet(
        "gaps", N_("缺口和重叠"), permit="duty.read", columns=gap_sheet.COLUMNS, export=gap_sheet.export, scoped=True,
        back="/responsibilities/gaps",
    )
)  # fmt: skip
