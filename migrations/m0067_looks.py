"""What the pictures of a company are drawn from: work done day by day, the running cycle as it stands, and marks of both."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0067_looks"
VERSION = "1.38.0"
DESCRIPTION = "work counted by day, unit and list; scores of the running cycle; marks of what the dashboards tell"

# What beats besides the subjects of m0028: a page is kept under their numbers.
SUBJECTS = {
    "looks": ("work_days", "interim_scores", "look_counts"),
    "scores": ("cycles", "closures", "scores", "restatements", "schemes"),
    "findings": ("findings",),
    "plans": ("plans", "approvals", "measures", "effects"),
    "indicators": ("indicators", "indicator_versions", "indicator_values", "indicator_targets"),
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

BEAT = """
-- As before, but for a migration that has no company open: the processes start anew after it, and nothing is kept by then.
CREATE OR REPLACE FUNCTION beat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('app.tenant', true), '') = '' THEN RETURN NULL; END IF;
    INSERT INTO beats AS b (tenant_id, subject, slot, count)
        SELECT DISTINCT changed.tenant_id, TG_ARGV[0], pg_backend_pid() % 32, 1 FROM changed
        ON CONFLICT (tenant_id, subject, slot) DO UPDATE SET count = b.count + 1;
    RETURN NULL;
END $$;
"""

SQL = f"""
{BEAT}
-- Counted by the clock from the due checks, so that a picture of half a year reads a few rows a day: what was due until the
-- count, and what of it was done (late among it). Nothing else is known of it, so it refers to nothing.
CREATE TABLE work_days (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    day date NOT NULL,
    unit_id uuid NOT NULL,
    checklist_id uuid NOT NULL,
    due int NOT NULL CHECK (due >= 0),
    done int NOT NULL CHECK (done BETWEEN 0 AND due),
    late int NOT NULL CHECK (late BETWEEN 0 AND done),
    PRIMARY KEY (tenant_id, day, unit_id, checklist_id)
);
CREATE INDEX work_days_by_unit ON work_days (tenant_id, unit_id, day);
{wall("work_days")}

-- The running cycle as it stood at the count, unit by unit: by the rules of its scheme, held against the last closed one.
-- losses: whole (points lost) and rows of list, point, lost, share, applied, post, the largest first; figures are text.
CREATE TABLE interim_scores (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    score numeric,
    shown numeric,
    grade text,
    bridge jsonb,
    losses jsonb NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id, unit_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
{wall("interim_scores")}

-- When a company was counted last; cycle_id: the one that runs, since_id: the closed one it is held against.
CREATE TABLE look_counts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    counted_at timestamptz NOT NULL,
    cycle_id uuid,
    since_id uuid,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, since_id) REFERENCES cycles (tenant_id, id)
);
{wall("look_counts")}
{TRIGGERS}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
