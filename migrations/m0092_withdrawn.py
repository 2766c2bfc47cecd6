"""Papers that hold places: which measures they put in order, and that they are gone once that is switched off."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0092_withdrawn"
VERSION = "1.38.0"
DESCRIPTION = "reports with places are withdrawn where ranking is switched off"

SQL = """
-- Measures by which the paper puts units in order; null: printed before this was kept, it may be by any.
-- withdrawn_at: ranking was switched off for one of them since; the file is gone, the row says so.
ALTER TABLE reports ADD COLUMN places text[], ADD COLUMN withdrawn_at timestamptz;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
