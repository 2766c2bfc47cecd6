"""What a measure should move beside its point: an indicator, and what came of that; which restatement gaps were weighed with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0094_results"
VERSION = "1.38.0"
DESCRIPTION = "indicators that measures should move; gaps weighed again"

CHANGES = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_beat_{change.lower()} AFTER {change} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION beat('plans');"""
    for table in ("measure_results", "result_effects", "gap_weighings")
    for change, rows in CHANGES
)

SQL = f"""
-- promise: by how much the indicator should get better, in its own unit of measure; always above nothing.
CREATE TABLE measure_results (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    measure_id uuid NOT NULL,
    indicator_id uuid NOT NULL,
    promise numeric NOT NULL CHECK (promise > 0),
    PRIMARY KEY (tenant_id, measure_id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id)
);
CREATE INDEX measure_results_of ON measure_results (tenant_id, indicator_id);
{wall("measure_results")}

-- With the approval it is fixed like everything else that was signed.
CREATE FUNCTION keep_signed_result() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept measure_results;
BEGIN
    kept := CASE TG_OP WHEN 'INSERT' THEN new ELSE old END;
    IF EXISTS (SELECT FROM measures m JOIN approvals a ON a.tenant_id = m.tenant_id AND a.plan_id = m.plan_id
                WHERE m.tenant_id = kept.tenant_id AND m.id = kept.measure_id) THEN
        RAISE EXCEPTION 'a signed measure does not change';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN old ELSE new END;
END $$;
CREATE TRIGGER keep_signed_result BEFORE INSERT OR UPDATE OR DELETE ON measure_results
    FOR EACH ROW EXECUTE FUNCTION keep_signed_result();

-- estimate, low, high: more is better, whatever way the indicator runs. figures: what each subject came to, before and in
-- the window.
CREATE TABLE result_effects (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    measure_id uuid NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('worked', 'no_effect', 'cannot_tell')),
    estimate numeric,
    low numeric,
    high numeric,
    figures jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, measure_id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id)
);
{wall("result_effects", rights="SELECT, INSERT")}

-- When the gaps of a cycle were worked out, and after which of its restatements (0: as it was closed).
CREATE TABLE gap_weighings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    number int NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id, number),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id)
);
{wall("gap_weighings", rights="SELECT, INSERT")}
GRANT UPDATE (gap, baseline, expected_gain) ON measures TO jingjin_app;
{TRIGGERS}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
