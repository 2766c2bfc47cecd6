"""Appeals against lines of a score, corrections after closing with what stood before them, and the lock of a cycle."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import APP, wall
from tenants.scripts import run_script

ID = "m0041_appeals"
VERSION = "1.38.0"
DESCRIPTION = "appeals, restatements and locks"

SQL = f"""
-- Until when a result may be appealed against; null for what was closed before there were appeals.
ALTER TABLE closures ADD COLUMN appeals_until timestamptz;
-- The sheet and the scores in force; what they were before stands in restatements and past_scores.
GRANT UPDATE (sheet) ON closures TO {APP};
GRANT UPDATE (score, shown, grade, trace, bridge) ON scores TO {APP};

CREATE TABLE cycle_locks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    locked_at timestamptz NOT NULL,
    -- Null: the clock.
    membership_id uuid,
    PRIMARY KEY (tenant_id, cycle_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("cycle_locks", rights="SELECT, INSERT")}

CREATE TABLE appeals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    cycle_id uuid NOT NULL,
    post_id uuid NOT NULL,
    -- What of the score: "checks/C1/P3", "coverage/missed", "findings/overdue", …; of `lost` in it `times` are in dispute.
    line text NOT NULL,
    lost numeric NOT NULL CHECK (lost > 0),
    times int NOT NULL CHECK (times > 0),
    text text NOT NULL CHECK (length(text) > 0),
    photos uuid[] NOT NULL DEFAULT '{{}}',
    finding_id uuid,
    membership_id uuid NOT NULL,
    lodged_at timestamptz NOT NULL,
    -- Somebody outside the line; null until somebody is found.
    decider_id uuid,
    decide_by timestamptz NOT NULL,
    raised_at timestamptz,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, decider_id) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX appeals_open ON appeals (tenant_id, cycle_id, post_id, line) WHERE state = 'open';
CREATE INDEX appeals_of_post ON appeals (tenant_id, post_id, cycle_id);
CREATE INDEX appeals_of_decider ON appeals (tenant_id, decider_id, state);
CREATE INDEX appeals_waiting ON appeals (tenant_id, decide_by) WHERE state = 'open';
{wall("appeals", rights="SELECT, INSERT, UPDATE")}

-- Everything that happened to an appeal, with who and when. Null: the clock.
CREATE TABLE appeal_steps (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    appeal_id uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('lodged', 'assigned', 'raised', 'accepted', 'refused', 'withdrawn')),
    at timestamptz NOT NULL,
    membership_id uuid,
    -- Whom it was given to; how many times, and how, were granted.
    decider_id uuid,
    times int,
    how text CHECK (how IN ('full', 'waived')),
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, appeal_id) REFERENCES appeals (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, decider_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX appeal_steps_of_appeal ON appeal_steps (tenant_id, appeal_id, at);
{wall("appeal_steps", rights="SELECT, INSERT")}

-- A line of a frozen sheet corrected after closing: by an appeal that was accepted, by a reopening somebody signed, or
-- ("before") because the cycle before it was corrected, so that only the bridge differs.
CREATE TABLE restatements (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    number int NOT NULL,
    kind text NOT NULL CHECK (kind IN ('appeal', 'reopening', 'before')),
    appeal_id uuid,
    post_id uuid,
    line text,
    times int,
    how text CHECK (how IN ('full', 'waived')),
    before jsonb,
    after jsonb,
    why text NOT NULL CHECK (length(why) > 0),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    -- The sheet as it was frozen, with the first correction of it.
    sheet text,
    PRIMARY KEY (tenant_id, cycle_id, number),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, appeal_id) REFERENCES appeals (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    CHECK ((kind = 'before') = (line IS NULL)),
    CHECK ((kind = 'appeal') = (appeal_id IS NOT NULL))
);
ALTER TABLE restatements ALTER COLUMN sheet SET STORAGE EXTERNAL;
{wall("restatements", rights="SELECT, INSERT")}

-- A score as it stood before a restatement changed it.
CREATE TABLE past_scores (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    number int NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('post', 'unit')),
    subject_id uuid NOT NULL,
    score numeric,
    shown numeric,
    grade text,
    trace jsonb NOT NULL,
    bridge jsonb,
    PRIMARY KEY (tenant_id, cycle_id, number, subject_kind, subject_id),
    FOREIGN KEY (tenant_id, cycle_id, number) REFERENCES restatements (tenant_id, cycle_id, number)
);
CREATE INDEX past_scores_of_subject ON past_scores (tenant_id, subject_id, cycle_id);
{wall("past_scores", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
