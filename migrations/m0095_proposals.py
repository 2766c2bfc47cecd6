"""A suggestion that waits for its answer stands on the home of whoever leads there, and that home is known by its number."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0095_proposals"
VERSION = "1.38.0"
DESCRIPTION = "marks of suggestions"

# What beats besides the subjects of m0028, m0067, m0084 and m0094.
SUBJECTS = {"suggestions": ("suggestions", "suggestion_answers")}
CHANGES = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
SQL = "".join(
    f"""
CREATE TRIGGER {table}_beat_{change.lower()} AFTER {change} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION beat('{subject}');"""
    for subject, tables in SUBJECTS.items()
    for table in tables
    for change, rows in CHANGES
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
