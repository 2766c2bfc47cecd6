"""The interface for other systems: its tokens, how often each is used, and the answers of writes that may come twice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0042_api"
VERSION = "1.38.0"
DESCRIPTION = "tokens of the interface"

SQL = f"""
-- The token itself names the company and is shown once; only its hash is kept. `hint` are its last four characters.
CREATE TABLE api_tokens (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL CHECK (name <> ''),
    hash bytea NOT NULL,
    hint text NOT NULL,
    scopes text[] NOT NULL CHECK (scopes <> '{{}}'),
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_by uuid,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, made_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, revoked_by) REFERENCES memberships (tenant_id, id)
);
{wall("api_tokens", rights="SELECT, INSERT, UPDATE")}

-- One row a token: the minute it was last used in, and how often in that minute.
CREATE TABLE api_uses (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    token_id uuid NOT NULL,
    minute timestamptz NOT NULL,
    requests int NOT NULL,
    PRIMARY KEY (tenant_id, token_id),
    FOREIGN KEY (tenant_id, token_id) REFERENCES api_tokens (tenant_id, id)
) WITH (fillfactor = 50);
{wall("api_uses", rights="SELECT, INSERT, UPDATE")}

-- What a write was answered, under the key its sender chose. Kept for a day, then swept.
CREATE TABLE api_replies (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    token_id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    fingerprint bytea NOT NULL,
    body bytea,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token_id, key),
    FOREIGN KEY (tenant_id, token_id) REFERENCES api_tokens (tenant_id, id)
);
CREATE INDEX api_replies_by_age ON api_replies (tenant_id, at);
{wall("api_replies")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
