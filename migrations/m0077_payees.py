"""Money is found by whom it is for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0077_payees"
VERSION = "1.77.0"
DESCRIPTION = "payouts by subject"

SQL = """
CREATE INDEX payouts_of_subject ON payouts (tenant_id, subject_id, cycle_id);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
