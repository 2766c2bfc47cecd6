"""Queues are locked before tallies, whoever comes: a list filled in again and a new one never wait for each other."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0027_order"
VERSION = "1.38.0"
DESCRIPTION = "one order of locks"

SQL = """
-- A new check touches its queue first and the tallies after. Who takes a check out of the tallies (a list filled in again,
-- a correction) touches the queue only later, and would hold what the other waits for: so the queue is held here first.
CREATE OR REPLACE FUNCTION tally_check(p_tenant uuid, p_check uuid, p_times int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE c checks; applied bigint[]; na bigint[]; raw bigint[]; earned bigint[]; sent_applied bigint[]; sent bigint[];
BEGIN
    SELECT * INTO c FROM checks WHERE tenant_id = p_tenant AND id = p_check;
    PERFORM 1 FROM queues WHERE tenant_id = p_tenant AND unit_id = c.unit_id AND post_id = c.post_id
      ORDER BY membership_id FOR UPDATE;
    SELECT array_agg(p_times * (verdict_now IN ('pass', 'partial', 'fail'))::int ORDER BY position),
           array_agg(p_times * (verdict_now = 'na')::int ORDER BY position),
           array_agg(p_times * share_now_e4 ORDER BY position), array_agg(p_times * earned_now_e4 ORDER BY position),
           array_agg(p_times * (verdict IN ('pass', 'partial', 'fail'))::int ORDER BY position),
           array_agg(p_times * earned_e4 ORDER BY position)
      INTO applied, na, raw, earned, sent_applied, sent
      FROM answers WHERE tenant_id = p_tenant AND check_id = p_check;
    PERFORM tally_add(c, p_times, applied, na, raw, earned, sent_applied, sent);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
