"""Signals: where a look is worth its time; what is measured, told and confirmed; proposals for the lists themselves."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0036_signals"
VERSION = "1.38.0"
DESCRIPTION = "prints of photos, signals, proposals for lists, briefings"

BANDS = (0, 16, 32, 48)
PRINTS = (
    """
-- What a photo looks like, in 64 bits each; none for drawings and for pictures without contrast.
ALTER TABLE photos ADD COLUMN phash bigint, ADD COLUMN dhash bigint;
-- Two prints that differ in three bits or fewer agree in at least one of four bands.
"""
    + "\n".join(
        f"CREATE INDEX photos_band_{at} ON photos (tenant_id, ((phash >> {at}) & 65535)) WHERE phash IS NOT NULL;" for at in BANDS
    )
    + f"""
-- A photo that was compared with those before it; `earlier_id` where it looks like one of them.
CREATE TABLE photo_echoes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    photo_id uuid NOT NULL,
    earlier_id uuid,
    whose text CHECK (whose IN ('own', 'other', 'standard')),
    distance int,
    looked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, photo_id),
    CHECK ((whose IS NULL) = (distance IS NULL))
);
{wall("photo_echoes", rights="SELECT, INSERT, DELETE")}
CREATE INDEX photos_lately ON photos (tenant_id, received_at) WHERE phash IS NOT NULL;
"""
)

SIGNALS = f"""
-- A person, a list and the days looked at. Open until a leader answers it, or until it fades by itself.
CREATE TABLE signals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    membership_id uuid NOT NULL,
    checklist_id uuid NOT NULL,
    post_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL,
    checks int NOT NULL,
    strength numeric NOT NULL,
    -- [{{"kind", "of", "hits", "usual", "strength", "checks": [ids]}}], the strongest first.
    evidence jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'faded')),
    answer text CHECK (answer IN ('fine', 'talked', 'list')),
    note text NOT NULL DEFAULT '',
    answered_by uuid,
    answered_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'answered') = (answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL)),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, answered_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX signals_once ON signals (tenant_id, membership_id, checklist_id) WHERE state = 'open';
CREATE INDEX signals_of_unit ON signals (tenant_id, unit_id, state, strength DESC);
CREATE INDEX signals_answered ON signals (tenant_id, membership_id, checklist_id, answered_at) WHERE state = 'answered';
{wall("signals", rights="SELECT, INSERT, UPDATE")}

-- Fix the list, not the worker: one open proposal a point.
CREATE TABLE list_proposals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    checklist_id uuid NOT NULL,
    point_code text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('retire', 'sample', 'reword', 'merge')),
    -- {{"answered", "differs", "na", "corrected", "found", "from", "to", "list", "point"}}: figures, and for merging the other point.
    facts jsonb NOT NULL,
    -- {{"cycle", "units", "places", "shift"}}: the last closed cycle scored without the point; null before there is one.
    bound jsonb,
    made_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'faded')),
    reason text NOT NULL DEFAULT '',
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state IN ('accepted', 'declined')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id),
    FOREIGN KEY (tenant_id, decided_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX list_proposals_once ON list_proposals (tenant_id, checklist_id, point_code) WHERE state = 'open';
{wall("list_proposals", rights="SELECT, INSERT, UPDATE")}

-- Who has read what is measured, by edition of that page.
CREATE TABLE briefings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    membership_id uuid NOT NULL,
    edition int NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, membership_id, edition),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("briefings", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(PRINTS + SIGNALS))
    return manager
