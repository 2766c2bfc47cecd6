"""Improvement plans with measures and effects; reports."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0010_plans"
VERSION = "1.38.0"
DESCRIPTION = "plans, measures, reports"

SQL = f"""
-- What to do when a point fails again and again: taken up from the pack, one row a measure and point.
-- problem and title are bilingual texts; moves are the indicators it should move.
CREATE TABLE measure_library (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    point_code text NOT NULL,
    problem jsonb NOT NULL,
    title jsonb NOT NULL,
    moves text[] NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, point_code, code)
);
{wall("measure_library")}

CREATE TABLE plans (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    cycle_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    drafted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, cycle_id, unit_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
{wall("plans", rights="SELECT, INSERT")}

CREATE TABLE approvals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    plan_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    approved_at timestamptz NOT NULL,
    -- What was signed, word for word (metric, window, target and comparison posts of every measure), and its SHA-256.
    terms text NOT NULL,
    signed bytea NOT NULL CHECK (signed = sha256(convert_to(terms, 'UTF8'))),
    PRIMARY KEY (tenant_id, plan_id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("approvals", rights="SELECT, INSERT")}

CREATE TABLE measures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    plan_id uuid NOT NULL,
    position int NOT NULL,
    list_code text NOT NULL,
    point_code text NOT NULL,
    title jsonb NOT NULL,
    gap numeric NOT NULL,
    baseline numeric,
    target numeric NOT NULL,
    expected_gain numeric NOT NULL,
    post_id uuid NOT NULL,
    due_on date NOT NULL,
    window_from date NOT NULL,
    window_to date NOT NULL CHECK (window_to >= window_from),
    version int NOT NULL DEFAULT 1,
    dropped_at timestamptz,
    done_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, plan_id, position),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id)
);
{wall("measures", rights="SELECT, INSERT")}
GRANT UPDATE (title, target, post_id, due_on, window_from, window_to, version, dropped_at, done_at) ON measures TO jingjin_app;

-- What was signed stays as it was signed: after the approval only "done" may be added.
CREATE OR REPLACE FUNCTION keep_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(new) - 'done_at') IS DISTINCT FROM (to_jsonb(old) - 'done_at')
       AND EXISTS (SELECT FROM approvals a WHERE a.tenant_id = old.tenant_id AND a.plan_id = old.plan_id) THEN
        RAISE EXCEPTION 'a signed measure does not change';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER keep_signed BEFORE UPDATE ON measures FOR EACH ROW EXECUTE FUNCTION keep_signed();

CREATE TABLE effects (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    measure_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('worked', 'no_effect', 'cannot_tell')),
    estimate numeric,
    low numeric,
    high numeric,
    figures jsonb NOT NULL,
    PRIMARY KEY (tenant_id, measure_id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id)
);
{wall("effects", rights="SELECT, INSERT")}

CREATE TABLE reports (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    cycle_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    locale text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'ready', 'failed')),
    percent int NOT NULL DEFAULT 0,
    step text NOT NULL DEFAULT 'waiting',
    content_hash text,
    path text,
    pages int,
    bytes int,
    -- Null: the close of the cycle asked for it.
    requested_by uuid,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, requested_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX reports_of_cycle ON reports (tenant_id, cycle_id, unit_id, locale, requested_at);
{wall("reports")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
