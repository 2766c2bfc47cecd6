"""A corrective action written on a phone: when its clock said, and what exactly was sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0082_sent"
VERSION = "1.82.0"
DESCRIPTION = "corrective actions from phones"

# content: SHA-256 of what was sent, so that sending twice is known from sending something else under the same id.
SQL = """
ALTER TABLE corrective_actions ADD COLUMN told_at timestamptz, ADD COLUMN content bytea;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
