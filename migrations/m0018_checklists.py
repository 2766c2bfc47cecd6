"""More kinds of points, and drafts in which checklists are edited."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0018_checklists"
VERSION = "1.38.0"
DESCRIPTION = "kinds of points, drafts of checklists"

KINDS = """kind IN ('pass_fail', 'number', 'choice', 'count', 'photo', 'text',
        'level', 'range', 'reading', 'ledger', 'signature', 'scan')"""

SQL = f"""
ALTER TABLE points DROP CONSTRAINT points_kind_check, ADD CONSTRAINT points_kind_check CHECK ({KINDS});
-- What the columns of before do not say: attribute, level, when, evidence by outcome (saas/checks/points.py).
ALTER TABLE points ADD COLUMN judge jsonb NOT NULL DEFAULT '{{}}';

-- A follow-up that was not asked: neither earned nor in the denominator.
ALTER TABLE answers DROP CONSTRAINT answers_verdict_check,
    ADD CONSTRAINT answers_verdict_check CHECK (verdict IN ('pass', 'partial', 'fail', 'na', 'recorded', 'skipped'));

ALTER TABLE checklist_versions ADD COLUMN why text NOT NULL DEFAULT '';

-- One open draft a list; discarding deletes it, publishing turns it into a version. Its past stands in revisions.
CREATE TABLE checklist_drafts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    checklist_id uuid NOT NULL,
    version_id uuid,
    name jsonb NOT NULL,
    scoring text NOT NULL CHECK (scoring IN ('weighted', 'deduction', 'levels')),
    sections jsonb NOT NULL,
    started_at timestamptz NOT NULL,
    started_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, checklist_id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES checklist_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, started_by) REFERENCES memberships (tenant_id, id)
);
{wall("checklist_drafts")}

CREATE TABLE draft_points (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    draft_id uuid NOT NULL,
    position int NOT NULL,
    code text NOT NULL,
    section text NOT NULL,
    text jsonb NOT NULL,
    kind text NOT NULL CHECK ({KINDS}),
    weight numeric NOT NULL CHECK (weight >= 0),
    veto boolean NOT NULL DEFAULT false,
    evidence text NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'photo', 'text', 'photo_always')),
    uom text,
    limits jsonb,
    options jsonb,
    detail_code text,
    mark jsonb NOT NULL DEFAULT '{{}}',
    judge jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, draft_id, code) DEFERRABLE,
    UNIQUE (tenant_id, draft_id, position) DEFERRABLE,
    FOREIGN KEY (tenant_id, draft_id) REFERENCES checklist_drafts (tenant_id, id)
);
{wall("draft_points")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
