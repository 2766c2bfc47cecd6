"""Tenants, and the outbox of jobs that leave only with their data."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import open_to_all, operator_reads, wall
from tenants.scripts import run_script

ID = "m0001_wall"
VERSION = "1.38.0"
DESCRIPTION = "tenants and jobs"

SQL = f"""
CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{{1,38}}[a-z0-9]$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    industry text NOT NULL,
    locale text NOT NULL DEFAULT 'zh-CN',
    zone text NOT NULL DEFAULT 'Asia/Shanghai',
    created_at timestamptz NOT NULL,
    suspended_at timestamptz
);
{open_to_all("tenants", rights="SELECT, INSERT")}
GRANT UPDATE (name, locale, zone) ON tenants TO jingjin_app;
GRANT SELECT ON tenants TO jingjin_operator;

CREATE TABLE jobs (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL,
    args jsonb NOT NULL DEFAULT '{{}}',
    key text,
    state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'dead')),
    attempts int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    rung_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    error text,
    PRIMARY KEY (tenant_id, id)
);
-- A key says "this once": a second later() with the same name and key adds nothing.
CREATE UNIQUE INDEX jobs_once ON jobs (tenant_id, name, key) WHERE key IS NOT NULL;
CREATE INDEX jobs_of_tenant ON jobs (tenant_id, state, due_at);
-- The relay looks across tenants for what is due: the one index that does not start with the tenant.
CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'ready';
{wall("jobs")}
{operator_reads("jobs", "tenant_id, id, name, state, due_at, rung_at")}
DROP POLICY IF EXISTS operator_rings ON jobs;
CREATE POLICY operator_rings ON jobs FOR UPDATE TO jingjin_operator USING (true) WITH CHECK (state = 'ready');
GRANT UPDATE (rung_at) ON jobs TO jingjin_operator;

CREATE TABLE trails (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    at timestamptz NOT NULL,
    membership_id uuid,
    action text NOT NULL,
    noun text NOT NULL,
    noun_id uuid NOT NULL,
    why text,
    detail jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX trails_of_noun ON trails (tenant_id, noun, noun_id);
{wall("trails", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
