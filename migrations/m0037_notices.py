"""What people are told: in the app, in one letter a day, and in the groups of other systems."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0037_notices"
VERSION = "1.38.0"
DESCRIPTION = "notices, letters, endpoints, deliveries"

SQL = f"""
-- One letter with all that waited: the daily one (one a day and person), or without a day what could not wait.
CREATE TABLE notice_letters (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    membership_id uuid NOT NULL,
    day date,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, membership_id, day),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("notice_letters")}

-- `slot` tells what may happen to a thing twice (overdue for one date, returned at one moment); the same one is told once.
CREATE TABLE notices (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    membership_id uuid NOT NULL,
    kind text NOT NULL,
    noun_id uuid NOT NULL,
    slot text NOT NULL,
    words jsonb NOT NULL DEFAULT '{{}}',
    at timestamptz NOT NULL,
    read_at timestamptz,
    letter_id uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, membership_id, kind, noun_id, slot),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, letter_id) REFERENCES notice_letters (tenant_id, id)
);
-- The number at the bell is counted on the way in of every page.
CREATE INDEX notices_unread ON notices (tenant_id, membership_id) WHERE read_at IS NULL;
CREATE INDEX notices_of_person ON notices (tenant_id, membership_id, at DESC);
CREATE INDEX notices_of_letter ON notices (tenant_id, letter_id) WHERE letter_id IS NOT NULL;
{wall("notices")}

-- What holds where a person says nothing else.
CREATE TABLE notice_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    digest_at time NOT NULL,
    quiet_from time NOT NULL,
    quiet_until time NOT NULL,
    urgent text[] NOT NULL,
    PRIMARY KEY (tenant_id)
);
{wall("notice_rules")}

-- A person's own: null where the company's holds. ways: kind → app | none; a kind that is not named comes by letter, too.
CREATE TABLE notice_wishes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    membership_id uuid NOT NULL,
    digest_at time,
    quiet_from time,
    quiet_until time,
    ways jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, membership_id),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("notice_wishes")}

-- An address carries its own key with most robots, so it is sealed like the secret; `host` and `hint` are what is shown.
CREATE TABLE endpoints (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL CHECK (name <> ''),
    shape text NOT NULL CHECK (shape IN ('wecom', 'dingtalk', 'feishu', 'json')),
    address bytea NOT NULL,
    host text NOT NULL,
    hint text NOT NULL,
    secret bytea,
    kinds text[] NOT NULL CHECK (kinds <> '{{}}'),
    unit_id uuid,
    locale text NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
{wall("endpoints")}

CREATE TABLE deliveries (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    endpoint_id uuid NOT NULL,
    kind text NOT NULL,
    noun_id uuid NOT NULL,
    slot text NOT NULL,
    words jsonb NOT NULL DEFAULT '{{}}',
    at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    sent_at timestamptz,
    status int,
    answer text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, endpoint_id, kind, noun_id, slot),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES endpoints (tenant_id, id)
);
CREATE INDEX deliveries_of_endpoint ON deliveries (tenant_id, endpoint_id, at DESC);
{wall("deliveries")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
