"""Changing with care: every edition of an edited thing; spreadsheets that were sent in, with their dry runs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0013_care"
VERSION = "1.38.0"
DESCRIPTION = "revisions, imports, import rows"

SQL = f"""
-- Append-only: each edition of a thing of the configuration, as the form that was saved had it. The key is
-- the compare-and-set: of two people who opened edition n, one writes n + 1 and the other is told.
CREATE TABLE revisions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    noun_id uuid NOT NULL,
    noun text NOT NULL,
    edition int NOT NULL CHECK (edition > 0),
    at timestamptz NOT NULL,
    membership_id uuid NOT NULL,
    why text,
    -- Known only where the writer told it: what stood there before the first edition.
    before jsonb,
    after jsonb NOT NULL,
    PRIMARY KEY (tenant_id, noun_id, noun, edition),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("revisions", rights="SELECT, INSERT")}

CREATE TABLE imports (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    sheet text NOT NULL,
    file_name text NOT NULL,
    path text NOT NULL,
    bytes int NOT NULL,
    locale text NOT NULL,
    state text NOT NULL DEFAULT 'reading'
        CHECK (state IN ('reading', 'planned', 'applying', 'applied', 'refused', 'failed', 'discarded')),
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    -- True: rows with a problem stay out by the person's own choice.
    only_good boolean NOT NULL DEFAULT false,
    finished_at timestamptz,
    total int NOT NULL DEFAULT 0,
    adds int NOT NULL DEFAULT 0,
    changes int NOT NULL DEFAULT 0,
    sames int NOT NULL DEFAULT 0,
    refusals int NOT NULL DEFAULT 0,
    done int NOT NULL DEFAULT 0,
    -- The head of the file: titles in order, which of them were recognised.
    head jsonb NOT NULL DEFAULT '{{}}',
    -- Why the whole file or its application was refused: message and figures.
    problem jsonb,
    -- A file that came out of it (links of invitations), kept in the store.
    result_path text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, requested_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, decided_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX imports_of_sheet ON imports (tenant_id, sheet, requested_at);
{wall("imports")}

CREATE TABLE import_rows (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    import_id uuid NOT NULL,
    row_number int NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('add', 'change', 'same', 'refuse')),
    key text NOT NULL,
    -- Column → [old, new] as text.
    fields jsonb NOT NULL,
    problems jsonb NOT NULL,
    -- The cells as they were sent, for the report.
    given jsonb NOT NULL,
    PRIMARY KEY (tenant_id, import_id, row_number),
    FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX import_rows_by_verdict ON import_rows (tenant_id, import_id, verdict, row_number);
{wall("import_rows", rights="SELECT, INSERT, DELETE")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
