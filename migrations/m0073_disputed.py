"""Appeals against the value of an indicator say which value is right; what was granted says so, too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0073_disputed"
VERSION = "1.73.0"
DESCRIPTION = "values in dispute"

SQL = """
-- value: what the indicator ought to be, as claimed and as granted; null for all other lines.
ALTER TABLE appeals ADD COLUMN value numeric;
ALTER TABLE appeal_steps ADD COLUMN value numeric;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
