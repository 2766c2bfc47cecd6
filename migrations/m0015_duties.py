"""Who answers for what, held against itself: gaps and overlaps with their history; a post's own duties."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0015_duties"
VERSION = "1.38.0"
DESCRIPTION = "gaps, duties of a post"

# What a change of these may open or close: a gap is found soon after, whoever wrote the change.
WATCHED = (
    "responsibilities", "posts", "units", "appointments", "deputies", "standards", "checklists", "checklist_versions", "schedules",
)  # fmt: skip

SQL = f"""
-- One run of the gap check: how many gaps stood afterwards, in all and by kind, and what had changed since the run before.
CREATE TABLE gap_runs (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    at timestamptz NOT NULL,
    -- Null: a change or the clock asked for it.
    membership_id uuid,
    total int NOT NULL,
    counts jsonb NOT NULL,
    appeared int NOT NULL,
    gone int NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX gap_runs_by_time ON gap_runs (tenant_id, at);
{wall("gap_runs", rights="SELECT, INSERT")}

-- A gap from the run that found it to the run that no longer did. It outlives what it names, so it refers without keys.
CREATE TABLE gaps (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('no_owner', 'two_owners', 'vacant', 'self_review', 'outside_line', 'unchecked',
                                       'closed_post', 'retired_detail')),
    -- What makes it the same gap in the next run.
    key text NOT NULL,
    detail_code text,
    unit_id uuid,
    post_id uuid,
    other_post_id uuid,
    details int NOT NULL DEFAULT 1,
    found_at timestamptz NOT NULL,
    found_in uuid NOT NULL,
    gone_at timestamptz,
    gone_in uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, found_in) REFERENCES gap_runs (tenant_id, id),
    FOREIGN KEY (tenant_id, gone_in) REFERENCES gap_runs (tenant_id, id)
);
CREATE UNIQUE INDEX gaps_open ON gaps (tenant_id, kind, key) WHERE gone_at IS NULL;
CREATE INDEX gaps_found_in ON gaps (tenant_id, found_in);
CREATE INDEX gaps_gone_in ON gaps (tenant_id, gone_in);
{wall("gaps", rights="SELECT, INSERT")}
GRANT UPDATE (details, gone_at, gone_in) ON gaps TO jingjin_app;

-- Where a post differs from the duties of its job title: a line more, a line worded otherwise, a line less.
CREATE TABLE duty_deviations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    post_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('added', 'worded', 'left_out')),
    -- The line of the job title that is meant; for an added line the one it stands under.
    duty_id uuid NOT NULL,
    text jsonb CHECK ((text IS NULL) = (kind = 'left_out')),
    position int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, duty_id) REFERENCES duties (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX duty_deviations_once ON duty_deviations (tenant_id, post_id, duty_id) WHERE kind <> 'added';
{wall("duty_deviations")}
CREATE INDEX duties_of_parent ON duties (tenant_id, parent_id, position);
CREATE INDEX responsibilities_of_unit ON responsibilities (tenant_id, unit_id, detail_code);

-- One waiting check per company, whatever was changed and by whom. The waiting row is held until this transaction has
-- ended, so that the run sees what it did; a run that has begun does not count as waiting.
CREATE OR REPLACE FUNCTION ask_duties_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine uuid := nullif(current_setting('app.tenant', true), '')::uuid;
BEGIN
    IF mine IS NULL THEN RETURN NULL; END IF;
    PERFORM FROM jobs WHERE tenant_id = mine AND name = 'duties.check' AND state = 'ready' LIMIT 1 FOR KEY SHARE SKIP LOCKED;
    IF NOT FOUND THEN
        INSERT INTO jobs (tenant_id, name) VALUES (mine, 'duties.check');
        PERFORM pg_notify('jobs', '');
    END IF;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER ask_duties_check AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ask_duties_check();
"""
    for table in WATCHED
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
