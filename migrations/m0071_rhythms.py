"""Several rhythms of cycles beside each other; cycles made ahead as drafts; a day may belong to several cycles."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0071_rhythms"
VERSION = "1.38.0"
DESCRIPTION = "rhythms of cycles"

RHYTHMS = f"""
-- code and title carry the words {{year}}, {{quarter}} and {{month}}; every = own: its cycles are made by hand.
CREATE TABLE rhythms (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    every text NOT NULL CHECK (every IN ('month', 'quarter', 'year', 'own')),
    name jsonb NOT NULL,
    code text NOT NULL,
    title jsonb NOT NULL,
    sample_percent int NOT NULL CHECK (sample_percent BETWEEN 0 AND 100),
    ended_at timestamptz,
    ended_by uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, ended_by) REFERENCES memberships (tenant_id, id)
);
{wall("rhythms")}
-- tallied: submits count into it as they come. A day counts into one cycle at most; what other cycles hold is summed from
-- those of them that lie inside, and from the days between. Never changed once a cycle is open.
ALTER TABLE cycles ADD COLUMN rhythm_id uuid, ADD COLUMN tallied boolean NOT NULL DEFAULT true;
ALTER TABLE cycles ADD FOREIGN KEY (tenant_id, rhythm_id) REFERENCES rhythms (tenant_id, id);
"""

# Every company has had one rhythm until now: that of its newest scheme, or without one its cycles were made by hand.
BACK_FILL = """
INSERT INTO rhythms (tenant_id, every, name, code, title, sample_percent)
SELECT s.tenant_id, r.every,
       CASE r.every WHEN 'month' THEN '{"zh": "月度考核", "en": "Monthly"}' WHEN 'quarter' THEN '{"zh": "季度考核", "en": "Quarterly"}'
                    WHEN 'year' THEN '{"zh": "年度考核", "en": "Yearly"}' ELSE '{"zh": "专项考核", "en": "Special"}' END::jsonb,
       coalesce(s.body -> 'cycles' ->> 'code', 'X-{year}-{month}'),
       coalesce(s.body -> 'cycles' -> 'name', '{"zh": "{year}年{month}月专项考核", "en": "Special {year}-{month}"}'),
       coalesce((s.body -> 'cycles' ->> 'sample_percent')::int, 20)
  FROM (SELECT DISTINCT ON (tenant_id) tenant_id, body FROM schemes ORDER BY tenant_id, number DESC) s
 CROSS JOIN LATERAL (SELECT coalesce(s.body -> 'cycles' ->> 'every', 'own') AS every) r
 WHERE s.body ? 'cycles' OR EXISTS (SELECT FROM cycles c WHERE c.tenant_id = s.tenant_id);
UPDATE cycles c SET rhythm_id = r.id, tallied = c.state <> 'draft' FROM rhythms r WHERE r.tenant_id = c.tenant_id;
"""
FILLED = ("rhythms", "cycles", "schemes")
REST = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n" for table in FILLED)
WAKE = "".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n" for table in FILLED)

BOUND = """
ALTER TABLE cycles ALTER COLUMN rhythm_id SET NOT NULL;
-- Made once, however often it is asked for.
CREATE UNIQUE INDEX cycles_of_rhythm ON cycles (tenant_id, rhythm_id, from_date);
ALTER TABLE cycles ADD CHECK (state <> 'draft' OR NOT tallied);
"""

# The first of its cycles that closes settles a day for all of them: a check of it is refused. The draw follows the shortest, the
# sums go into one.
ONCE = """
DO $$
DECLARE was text; now text;
BEGIN
    was := pg_get_functiondef('submit_check'::regproc);
    now := replace(was, 'AND d.business_date BETWEEN from_date AND to_date
        ORDER BY from_date DESC LIMIT 1;', 'AND d.business_date BETWEEN from_date AND to_date AND cycles.state <> ''draft''
        ORDER BY cycles.state = ''open'', from_date DESC, to_date LIMIT 1;');
    IF now = was THEN RAISE 'submit_check looks otherwise'; END IF;
    EXECUTE now;
    was := pg_get_functiondef('tally_add'::regproc);
    now := replace(was, 'AND c.business_date BETWEEN k.from_date AND k.to_date
         ORDER BY k.from_date DESC LIMIT 1', 'AND k.tallied AND c.business_date BETWEEN k.from_date AND k.to_date
         ORDER BY k.from_date DESC LIMIT 1');
    IF now = was THEN RAISE 'tally_add looks otherwise'; END IF;
    EXECUTE now;
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(RHYTHMS + REST + BACK_FILL + WAKE + BOUND + ONCE))
    return manager
