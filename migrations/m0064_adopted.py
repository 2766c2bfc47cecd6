"""A company that began empty and takes up a pack lets go of the stages it had."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import APP
from tenants.scripts import run_script

ID = "m0064_adopted"
VERSION = "1.40.0"
DESCRIPTION = "stages of an empty start may go"

SQL = f"GRANT DELETE ON rollout_stages, rollout_criteria, criterion_notes TO {APP};"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
