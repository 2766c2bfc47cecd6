"""A closing is written in one go while phones wait: its sheet and its traces are not compressed on the way."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0024_stored"
VERSION = "1.38.0"
DESCRIPTION = "closings stored as they are"

SQL = """
ALTER TABLE closures ALTER COLUMN sheet SET STORAGE EXTERNAL;
ALTER TABLE scores ALTER COLUMN trace SET STORAGE EXTERNAL, ALTER COLUMN bridge SET STORAGE EXTERNAL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
