"""The address of a reason is a page of the product; a path names a file of the store."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0066_reasons"
VERSION = "1.38.0"
DESCRIPTION = "reasons of drafts name their page"

SQL = "ALTER TABLE draft_reasons RENAME COLUMN path TO page;"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
