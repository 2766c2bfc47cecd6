"""Processes: activities in order with a post each, in versions and drafts; their runs with handovers signed by both sides."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0017_processes"
VERSION = "1.38.0"
DESCRIPTION = "processes, versions, drafts, runs, turns"

# An activity says the same in a version and in a draft. `owner`: who does it. `ahead`: [{"to": code, "when": {zh, en}?}],
# without a case always taken; `back`: [{"to", "when"}]. Without `ahead` it ends there.
ACTIVITY = """
    position int NOT NULL,
    code text NOT NULL,
    name jsonb NOT NULL,
    owner text NOT NULL CHECK (owner IN ('nobody', 'title', 'post', 'anyone', 'outside')),
    job_title text CHECK ((job_title IS NOT NULL) = (owner = 'title')),
    unit_id uuid CHECK (unit_id IS NULL OR owner = 'title'),
    post_id uuid CHECK ((post_id IS NOT NULL) = (owner = 'post')),
    outside jsonb CHECK ((outside IS NOT NULL) = (owner = 'outside')),
    condition jsonb NOT NULL DEFAULT '{}',
    amount numeric CHECK (amount > 0),
    per text CHECK (per IN ('minutes', 'hours', 'days', 'workdays')),
    limit_note jsonb NOT NULL DEFAULT '{}',
    ahead jsonb NOT NULL DEFAULT '[]',
    back jsonb NOT NULL DEFAULT '[]',
    starts boolean NOT NULL DEFAULT false,
    checklist text,
    details text[] NOT NULL DEFAULT '{}',
    mark jsonb,
    CHECK ((amount IS NULL) = (per IS NULL)),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
"""

SQL = f"""
CREATE TABLE processes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("processes")}

CREATE TABLE process_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    process_id uuid NOT NULL,
    number int NOT NULL,
    name jsonb NOT NULL,
    goal jsonb NOT NULL DEFAULT '{{}}',
    mark jsonb NOT NULL DEFAULT '{{}}',
    effective_from date NOT NULL,
    published_at timestamptz NOT NULL,
    -- Null: it came with the pack.
    published_by uuid,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, process_id, number),
    FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id),
    FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX process_versions_by_date ON process_versions (tenant_id, process_id, effective_from, number);
{wall("process_versions", rights="SELECT, INSERT")}

CREATE TABLE activities (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    version_id uuid NOT NULL,
    {ACTIVITY}
    UNIQUE (tenant_id, version_id, code),
    FOREIGN KEY (tenant_id, version_id) REFERENCES process_versions (tenant_id, id)
);
{wall("activities", rights="SELECT, INSERT")}

-- One open draft a process; discarding deletes it, publishing turns it into a version. Its past stands in revisions.
CREATE TABLE process_drafts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    process_id uuid NOT NULL,
    version_id uuid,
    name jsonb NOT NULL,
    goal jsonb NOT NULL DEFAULT '{{}}',
    mark jsonb NOT NULL DEFAULT '{{}}',
    started_at timestamptz NOT NULL,
    started_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, process_id),
    FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES process_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, started_by) REFERENCES memberships (tenant_id, id)
);
{wall("process_drafts")}

CREATE TABLE draft_activities (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    draft_id uuid NOT NULL,
    {ACTIVITY}
    UNIQUE (tenant_id, draft_id, code) DEFERRABLE,
    FOREIGN KEY (tenant_id, draft_id) REFERENCES process_drafts (tenant_id, id)
);
{wall("draft_activities")}

-- One piece of work going through a version of a process. `unit_id`: where it began; posts are looked for from there.
CREATE TABLE process_runs (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    process_id uuid NOT NULL,
    number int NOT NULL,
    version_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    object_id uuid,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled')),
    started_at timestamptz NOT NULL,
    started_by uuid NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    reason text NOT NULL DEFAULT '',
    CHECK ((ended_at IS NULL) = (state = 'running')),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, process_id, number),
    FOREIGN KEY (tenant_id, process_id) REFERENCES processes (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES process_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, started_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, ended_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX process_runs_of_version ON process_runs (tenant_id, version_id, state);
CREATE INDEX process_runs_by_date ON process_runs (tenant_id, started_at);
CREATE INDEX process_runs_of_unit ON process_runs (tenant_id, unit_id, started_at);
{wall("process_runs")}

-- One activity's turn in a run. gathering: waits for the other branches; waiting: handed over, not yet taken; working: taken.
-- taken_* is the receiver's signature, done_* the giver's; declined, sent_back and cancelled turns end without a handover.
CREATE TABLE turns (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    run_id uuid NOT NULL,
    activity_code text NOT NULL,
    state text NOT NULL CHECK (state IN ('gathering', 'waiting', 'working', 'done', 'declined', 'sent_back', 'cancelled')),
    -- Posts that may take it; for anyone and outside none are named.
    posts uuid[] NOT NULL DEFAULT '{{}}',
    given_by uuid[] NOT NULL DEFAULT '{{}}',
    from_turns uuid[] NOT NULL DEFAULT '{{}}',
    offered_at timestamptz,
    due_at timestamptz,
    taken_at timestamptz,
    taken_by uuid,
    taken_post uuid,
    -- The same post goes on with its next activity: nothing is handed over, nobody signs for it.
    goes_on boolean NOT NULL DEFAULT false,
    done_at timestamptz,
    done_by uuid,
    condition_met boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    photo_id uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES process_runs (tenant_id, id),
    FOREIGN KEY (tenant_id, taken_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, taken_post) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, done_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX turns_of_run ON turns (tenant_id, run_id);
CREATE INDEX turns_open ON turns (tenant_id, state) WHERE state IN ('gathering', 'waiting', 'working');
CREATE INDEX turns_taken_by ON turns (tenant_id, taken_by, taken_at);
{wall("turns")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
