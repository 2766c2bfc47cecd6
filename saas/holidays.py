"""Public holidays and make-up workdays, seeded from the library, which knows announced years alone.

Source and confirmed are kept with each row.
"""

from __future__ import annotations

from typing import Any


async def seed_calendar(connection: Any) -> None:
    """Holidays and make-up workdays that differ from the plain week, for every announced year; existing rows stay."""
    from chinese_calendar.constants import holidays, workdays

    rows = [(day, False, name, "chinesecalendar", True) for day, name in holidays.items()]
    rows += [(day, True, name, "chinesecalendar", True) for day, name in workdays.items()]
    await connection.executemany(
        """insert into calendar_days (day, workday, name, source, confirmed) values ($1, $2, $3, $4, $5)
           on conflict (day) do nothing""",
        rows,
    )
