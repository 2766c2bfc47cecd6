"""Money that follows scores: rules that bind a model to what a closed cycle says, and what was paid, edition by edition."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0074_payouts"
VERSION = "1.74.0"
DESCRIPTION = "pay rules, payouts"

SQL = f"""
-- bindings: input of the model → what a cycle tells of a subject (saas/schemes/pay.py). Inputs not named stand as in the model.
CREATE TABLE pay_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    name jsonb NOT NULL,
    model_id uuid NOT NULL,
    result text NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('post', 'unit')),
    job_title text NOT NULL DEFAULT '',
    bindings jsonb NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (subject_kind = 'post' OR job_title = ''),
    FOREIGN KEY (tenant_id, model_id) REFERENCES models (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX pay_rules_of_model ON pay_rules (tenant_id, model_id);
CREATE INDEX pay_rules_by ON pay_rules (tenant_id, set_by);
{wall("pay_rules", rights="SELECT, INSERT, UPDATE")}

-- amount: what is due by this edition; difference: what is still to be paid, or taken back, on top of the editions before.
CREATE TABLE payouts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    rule_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    edition int NOT NULL,
    version_id uuid NOT NULL,
    given jsonb NOT NULL,
    amount numeric NOT NULL,
    difference numeric NOT NULL,
    settled_by uuid NOT NULL,
    settled_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, cycle_id, rule_id, subject_id, edition),
    FOREIGN KEY (tenant_id, rule_id) REFERENCES pay_rules (tenant_id, id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES model_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, settled_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX payouts_of_rule ON payouts (tenant_id, rule_id);
CREATE INDEX payouts_of_version ON payouts (tenant_id, version_id);
CREATE INDEX payouts_by ON payouts (tenant_id, settled_by);
{wall("payouts", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
