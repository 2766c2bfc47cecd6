"""The leader's decisions, and findings from found to verified."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0009_reviews"
VERSION = "1.38.0"
DESCRIPTION = "reviews, corrections, findings"

SQL = f"""
CREATE TABLE reviews (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    check_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    decision text NOT NULL CHECK (decision IN ('accepted', 'returned')),
    reason text,
    decided_at timestamptz NOT NULL,
    -- One act of the reviewer, be it one check or forty: what is undone together.
    batch_id uuid NOT NULL DEFAULT uuidv7(),
    -- Book figures as they stood before this acceptance, by point code: undo puts them back.
    ledger_was jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, check_id),
    CHECK (decision <> 'returned' OR length(reason) > 0),
    FOREIGN KEY (tenant_id, check_id) REFERENCES checks (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX reviews_of_batch ON reviews (tenant_id, batch_id);
-- Deleting is the undo of an acceptance within minutes; both the act and its undo stay in the trail.
{wall("reviews", rights="SELECT, INSERT, DELETE")}
GRANT UPDATE (ledger_was) ON reviews TO jingjin_app;

-- A leader's correction of one point: what it was, what it became, who, when, why. Both stay.
CREATE TABLE corrections (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    check_id uuid NOT NULL,
    point_id uuid NOT NULL,
    number int NOT NULL,
    was jsonb NOT NULL,
    became jsonb NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    membership_id uuid NOT NULL,
    corrected_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, check_id, point_id, number),
    FOREIGN KEY (tenant_id, check_id, point_id) REFERENCES answers (tenant_id, check_id, point_id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("corrections", rights="SELECT, INSERT")}

CREATE TABLE findings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    number int NOT NULL,
    check_id uuid NOT NULL,
    point_id uuid NOT NULL,
    detail_code text,
    object_id uuid,
    unit_id uuid NOT NULL,
    post_id uuid NOT NULL,
    kind text NOT NULL DEFAULT 'nonconformity' CHECK (kind IN ('nonconformity', 'observation', 'suggestion')),
    severity text NOT NULL CHECK (severity IN ('veto', 'major', 'minor')),
    source text NOT NULL CHECK (source IN ('self', 'leader')),
    title jsonb NOT NULL,
    found jsonb NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'acted', 'verified', 'withdrawn')),
    found_at timestamptz NOT NULL,
    found_by uuid NOT NULL,
    due_on date NOT NULL,
    waiting_since timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, check_id, point_id),
    FOREIGN KEY (tenant_id, check_id, point_id) REFERENCES answers (tenant_id, check_id, point_id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, found_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX findings_waiting ON findings (tenant_id, state, post_id, due_on);
CREATE INDEX findings_of_unit ON findings (tenant_id, unit_id, found_at);
{wall("findings")}

CREATE TABLE corrective_actions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    cause text NOT NULL CHECK (length(cause) > 0),
    action text NOT NULL CHECK (length(action) > 0),
    photo_id uuid,
    membership_id uuid NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, photo_id) REFERENCES photos (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX corrective_actions_of_finding ON corrective_actions (tenant_id, finding_id, done_at);
{wall("corrective_actions", rights="SELECT, INSERT")}

CREATE TABLE verifications (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('verified', 'reopened')),
    note text,
    membership_id uuid NOT NULL,
    verified_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (outcome <> 'reopened' OR length(note) > 0),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX verifications_of_finding ON verifications (tenant_id, finding_id, verified_at);
{wall("verifications", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
