"""Large type on the phone: one person's own wish, on every phone of theirs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0052_large"
VERSION = "1.38.0"
DESCRIPTION = "large type, person by person"

SQL = """
ALTER TABLE persons ADD COLUMN large_type boolean NOT NULL DEFAULT false;
GRANT UPDATE (large_type) ON persons TO jingjin_app;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
