"""What waits on a home beside checks, findings and plans is numbered as well: appeals, budgets, signals, stages of the rollout."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0084_waits"
VERSION = "1.38.0"
DESCRIPTION = "marks of appeals, budgets, signals and the rollout"

# What beats besides the subjects of m0028 and m0067.
SUBJECTS = {
    "appeals": ("appeals",),
    "budgets": ("budget_books", "budget_items", "budget_figures", "budget_signatures"),
    "signals": ("signals",),
    "rollouts": ("rollouts", "rollout_stages"),
}  # fmt: skip
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
