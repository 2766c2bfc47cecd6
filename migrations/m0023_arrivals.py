"""People who come by spreadsheet: from which day they hold their post, and where the links of their letters begin."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0023_arrivals"
VERSION = "1.38.0"
DESCRIPTION = "first day of an invited person, address of an import"

SQL = """
-- The first day in the post; without one it is the day the invitation is accepted.
ALTER TABLE invitations ADD COLUMN from_date date;
ALTER TABLE imports ADD COLUMN address text NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
