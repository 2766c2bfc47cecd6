"""What a page tells is numbered: opened again, it is known in one look whether anything of it has changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0028_beats"
VERSION = "1.38.0"
DESCRIPTION = "numbers that go up with every change of a subject"

# Besides what `editions` counts already: names, organisation, checklists.
SUBJECTS = {
    "layers": ("layers", "job_titles", "unit_spans", "post_spans"),
    "standards": (
        "standards", "standard_nodes", "standard_drafts", "standard_readers", "standard_confirmations", "standard_files",
    ),
    "duties": ("responsibilities",),
    "gaps": ("gaps", "gap_runs"),
    "processes": ("processes", "process_versions", "activities"),
    "objects": ("objects", "object_kinds", "ledger_figures"),
}  # fmt: skip
CHANGES = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_beat_{change.lower()} AFTER {change} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION beat('{subject}');"""
    for subject, tables in SUBJECTS.items()
    for table in tables
    for change, rows in CHANGES
)

SQL = f"""
-- A subject beats with every statement that changes something of it, in the same transaction. The sum over its slots is what a
-- page is kept under: each commit makes it greater. A slot belongs to a connection, so writers do not wait for each other.
CREATE TABLE beats (
    tenant_id uuid NOT NULL,
    subject text NOT NULL,
    slot int NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (tenant_id, subject, slot)
) WITH (fillfactor = 60);
{wall("beats", rights="SELECT, INSERT, UPDATE")}

CREATE FUNCTION beat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO beats AS b (tenant_id, subject, slot, count)
        SELECT DISTINCT changed.tenant_id, TG_ARGV[0], pg_backend_pid() % 32, 1 FROM changed
        ON CONFLICT (tenant_id, subject, slot) DO UPDATE SET count = b.count + 1;
    RETURN NULL;
END $$;
{TRIGGERS}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
