"""People are global, what they may do is each company's own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import open_to_all, operator_reads, wall
from tenants.scripts import run_script

ID = "m0002_people"
VERSION = "1.38.0"
DESCRIPTION = "persons, sessions, memberships, roles, invitations"

SQL = f"""
CREATE TABLE persons (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    login text NOT NULL UNIQUE CHECK (login = lower(login) AND length(login) BETWEEN 3 AND 120),
    name text NOT NULL,
    password_hash text,
    locale text NOT NULL DEFAULT 'zh-CN',
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);
{open_to_all("persons", rights="SELECT, INSERT")}
GRANT UPDATE (name, password_hash, locale, disabled_at) ON persons TO jingjin_app;

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons (id),
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person_id);
{open_to_all("sessions", rights="SELECT, INSERT, DELETE")}
GRANT UPDATE (seen_at) ON sessions TO jingjin_app;

-- One counter per account and per address and quarter of an hour: guesses are counted before they are tried.
CREATE TABLE attempts (
    key text NOT NULL,
    slot timestamptz NOT NULL,
    count int NOT NULL,
    PRIMARY KEY (key, slot)
);
{open_to_all("attempts", rights="SELECT, INSERT, UPDATE, DELETE")}

CREATE TABLE memberships (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    person_id uuid NOT NULL REFERENCES persons (id),
    name text NOT NULL,
    joined_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, person_id)
);
{wall("memberships")}
{operator_reads("memberships", "tenant_id, person_id, ended_at")}

CREATE OR REPLACE FUNCTION tenants_of(p_person uuid) RETURNS TABLE (slug text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.slug, t.name FROM public.memberships m JOIN public.tenants t ON t.id = m.tenant_id
    WHERE m.person_id = p_person AND m.ended_at IS NULL AND t.suspended_at IS NULL ORDER BY t.created_at
$$;
REVOKE ALL ON FUNCTION tenants_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_of(uuid) TO jingjin_app;
-- Runs as the operator, whose policy shows it just these columns: nobody here bypasses row security.
GRANT CREATE ON SCHEMA public TO jingjin_operator;
ALTER FUNCTION tenants_of(uuid) OWNER TO jingjin_operator;
REVOKE CREATE ON SCHEMA public FROM jingjin_operator;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
