"""Suggestions: a better way that anybody proposes, its answer, what it belongs to, and the measure it became."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0075_suggestions"
VERSION = "1.38.0"
DESCRIPTION = "suggestions with their answers"

FACTS = "SELECT, INSERT"

SQL = f"""
-- How long an answer may take, and after how many days more it goes one leader further up.
CREATE TABLE suggestion_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    answer_days int NOT NULL CHECK (answer_days BETWEEN 1 AND 90),
    raise_days int NOT NULL CHECK (raise_days BETWEEN 1 AND 90),
    PRIMARY KEY (tenant_id)
);
{wall("suggestion_rules")}

-- One better way; its id comes from the phone, so proposed twice it is there once. `named`: the proposer wants to be told of.
-- detail_code, finding_id, list_code and point_code: what it belongs to, as whoever answers has said.
CREATE TABLE suggestions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    number int NOT NULL,
    membership_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    object_id uuid,
    gain text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    photos uuid[] NOT NULL DEFAULT '{{}}',
    named boolean NOT NULL,
    told_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    due_on date NOT NULL,
    detail_code text,
    finding_id uuid,
    list_code text,
    point_code text,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    CHECK ((list_code IS NULL) = (point_code IS NULL)),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id)
);
CREATE INDEX suggestions_of_member ON suggestions (tenant_id, membership_id, received_at);
CREATE INDEX suggestions_of_unit ON suggestions (tenant_id, unit_id, received_at);
CREATE INDEX suggestions_of_finding ON suggestions (tenant_id, finding_id) WHERE finding_id IS NOT NULL;
{wall("suggestions", rights=FACTS)}
GRANT UPDATE (detail_code, finding_id, list_code, point_code, withdrawn_at) ON suggestions TO jingjin_app;

CREATE TABLE suggestion_answers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    suggestion_id uuid NOT NULL,
    decision text NOT NULL CHECK (decision IN ('adopted', 'declined')),
    text text NOT NULL CHECK (length(text) > 0),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, suggestion_id),
    FOREIGN KEY (tenant_id, suggestion_id) REFERENCES suggestions (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("suggestion_answers", rights=FACTS)}

-- The measure that an adopted one became.
CREATE TABLE suggestion_measures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    suggestion_id uuid NOT NULL,
    measure_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, suggestion_id),
    FOREIGN KEY (tenant_id, suggestion_id) REFERENCES suggestions (tenant_id, id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX suggestion_measures_of_measure ON suggestion_measures (tenant_id, measure_id);
{wall("suggestion_measures", rights=FACTS)}

-- Who further up was told that one waits: each once.
CREATE TABLE suggestion_raises (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    suggestion_id uuid NOT NULL,
    to_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, suggestion_id, to_id),
    FOREIGN KEY (tenant_id, suggestion_id) REFERENCES suggestions (tenant_id, id),
    FOREIGN KEY (tenant_id, to_id) REFERENCES memberships (tenant_id, id)
);
{wall("suggestion_raises", rights=FACTS)}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
