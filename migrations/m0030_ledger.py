"""Faults of processes are gaps; a published or retired process asks for a check."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0030_ledger"
VERSION = "1.38.0"
DESCRIPTION = "faults of processes among the gaps"

SQL = """
ALTER TABLE gaps DROP CONSTRAINT gaps_kind_check,
    ADD CONSTRAINT gaps_kind_check CHECK (kind IN (
        'no_owner', 'two_owners', 'vacant', 'self_review', 'outside_line', 'unchecked', 'closed_post', 'retired_detail',
        'step_owner', 'step_vacant', 'step_handover', 'step_limit', 'step_way')),
    -- Of a process: details counts activities, activity is the code of one of them.
    ADD COLUMN process_id uuid, ADD COLUMN activity text, ADD COLUMN fault text;
CREATE TRIGGER ask_duties_check AFTER INSERT ON process_versions FOR EACH STATEMENT EXECUTE FUNCTION ask_duties_check();
CREATE TRIGGER ask_duties_check AFTER UPDATE OF retired_on ON processes FOR EACH STATEMENT EXECUTE FUNCTION ask_duties_check();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
