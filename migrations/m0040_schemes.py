"""Schemes are worked on in a draft and published; what leaders rule by hand stands with its reason and signature."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0040_schemes"
VERSION = "1.40.0"
DESCRIPTION = "drafts of schemes, rulings"

SQL = f"""
-- Null: it came with the pack.
ALTER TABLE schemes ADD COLUMN published_by uuid, ADD COLUMN why text NOT NULL DEFAULT '',
    ADD FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id);
CREATE INDEX schemes_by ON schemes (tenant_id, published_by) WHERE published_by IS NOT NULL;

-- One at a time, from the scheme that was newest when it was opened.
CREATE TABLE scheme_drafts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    scheme_id uuid NOT NULL,
    name jsonb NOT NULL,
    body jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id),
    FOREIGN KEY (tenant_id, scheme_id) REFERENCES schemes (tenant_id, id),
    FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX scheme_drafts_from ON scheme_drafts (tenant_id, scheme_id);
CREATE INDEX scheme_drafts_by ON scheme_drafts (tenant_id, opened_by);
{wall("scheme_drafts")}

-- What a person ruled in a cycle: points by a ruling of the scheme, a veto, or an appraisal from 0 to 100.
CREATE TABLE rulings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    cycle_id uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('post', 'unit')),
    subject_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ruling', 'veto', 'appraisal')),
    code text NOT NULL DEFAULT '',
    mark numeric CHECK (mark BETWEEN 0 AND 100),
    reason text NOT NULL CHECK (length(reason) > 0),
    ruled_by uuid NOT NULL,
    ruled_at timestamptz NOT NULL,
    taken_back_by uuid,
    taken_back_at timestamptz,
    taken_back_why text,
    PRIMARY KEY (tenant_id, id),
    CHECK ((kind = 'appraisal') = (mark IS NOT NULL)),
    CHECK ((kind = 'appraisal') = (code = '')),
    CHECK (subject_kind = 'post' OR kind = 'appraisal'),
    CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL) AND (taken_back_at IS NULL) = (taken_back_why IS NULL)),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, ruled_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, taken_back_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX rulings_of_cycle ON rulings (tenant_id, cycle_id, subject_id);
CREATE INDEX rulings_by ON rulings (tenant_id, ruled_by);
CREATE INDEX rulings_taken_back ON rulings (tenant_id, taken_back_by) WHERE taken_back_by IS NOT NULL;
{wall("rulings", rights="SELECT, INSERT, UPDATE")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
