"""The day of a unit: reasons for what was not done, and closings."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0050_days"
VERSION = "1.38.0"
DESCRIPTION = "reasons and closings of days"

SQL = f"""
-- Why something of a day is not done, who says so, when. It holds for the days from `day` until `until`; the last one counts.
CREATE TABLE day_reasons (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    -- check: a due check; handover: a turn of a process; reading: a version of the standards, with the post that has to read.
    kind text NOT NULL CHECK (kind IN ('check', 'handover', 'reading')),
    thing_id uuid NOT NULL,
    post_id uuid,
    unit_id uuid NOT NULL,
    day date NOT NULL,
    until date NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (until >= day),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX day_reasons_of_thing ON day_reasons (tenant_id, thing_id, at);
CREATE INDEX day_reasons_of_unit ON day_reasons (tenant_id, unit_id, day);
{wall("day_reasons", rights="SELECT, INSERT")}

-- A unit's day with all its lower units: nothing was left open. Null: the clock closed it.
CREATE TABLE day_closures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    unit_id uuid NOT NULL,
    day date NOT NULL,
    closed_at timestamptz NOT NULL,
    membership_id uuid,
    total int NOT NULL CHECK (total > 0),
    done int NOT NULL,
    reasoned int NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, day),
    CHECK (done + reasoned = total),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX day_closures_by_day ON day_closures (tenant_id, day);
{wall("day_closures", rights="SELECT, INSERT")}

-- What waits to be taken over or is in work; what was taken over on a day.
CREATE INDEX turns_in_hand ON turns (tenant_id, offered_at) WHERE state IN ('waiting', 'working');
CREATE INDEX turns_taken ON turns (tenant_id, taken_at) WHERE taken_at IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
