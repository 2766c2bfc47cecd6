"""What breaks the quiet hours; findings that are not the same; how standard photos look; seconds of single points."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import APP, wall
from tenants.scripts import run_script

ID = "m0088_alike"
VERSION = "1.38.0"
DESCRIPTION = "kinds that break quiet hours, findings told apart, prints of standard photos, seconds of points"

SQL = f"""
-- Of these kinds a letter goes at once, even in the quiet hours.
ALTER TABLE notice_rules ADD COLUMN breaking text[] NOT NULL DEFAULT '{{finding.grave}}';

-- Two findings that look alike and are not the same thing: a leader said so, and they are proposed no more. The smaller id first.
CREATE TABLE findings_apart (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, one_id, other_id),
    CHECK (one_id < other_id),
    FOREIGN KEY (tenant_id, one_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, other_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX findings_apart_other ON findings_apart (tenant_id, other_id);
{wall("findings_apart", rights="SELECT, INSERT")}

-- What a standard photo looks like, as photos have it; made at night, none where there is nothing to recognise.
ALTER TABLE standard_files ADD COLUMN phash bigint, ADD COLUMN dhash bigint, ADD COLUMN printed_at timestamptz;
GRANT UPDATE (phash, dhash, printed_at) ON standard_files TO {APP};

-- Whole seconds from the answer before to the first answer of a point, by its position; 0 where it was not told. For signals
-- alone: gone after two months.
CREATE TABLE check_paces (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    check_id uuid NOT NULL,
    seconds smallint[] NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, check_id)
);
CREATE INDEX check_paces_old ON check_paces (tenant_id, received_at);
{wall("check_paces", rights="SELECT, INSERT, DELETE")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
