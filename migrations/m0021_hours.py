"""Working hours: shifts, rotations, closures, timetables and their pauses, budgets of minutes; schedules that know more patterns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0021_hours"
VERSION = "1.38.0"
DESCRIPTION = "working hours, timetables, budgets"

SQL = f"""
-- One that closes no later than it opens ends on the next day, and belongs to the day it began.
CREATE TABLE shifts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    opens_at time NOT NULL,
    closes_at time NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("shifts")}

-- turns: the shift (code, '' is off) of the first crew on each day from the anchor on; the other crews follow one after the
-- other, shifted by an equal part of the round.
CREATE TABLE rotations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    anchor date NOT NULL,
    turns text[] NOT NULL CHECK (cardinality(turns) BETWEEN 1 AND 60),
    crews int NOT NULL CHECK (crews BETWEEN 1 AND 12),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    CHECK (cardinality(turns) % crews = 0)
);
{wall("rotations")}

-- Days on which a unit and everything below it is closed (works = false) or works although the calendar says otherwise.
CREATE TABLE own_days (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    unit_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL CHECK (to_date >= from_date),
    works boolean NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    lifted_by uuid,
    lifted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, made_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, lifted_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX own_days_to_come ON own_days (tenant_id, to_date) WHERE lifted_at IS NULL;
{wall("own_days")}

-- What is edited: who does a list when. `body` is saas/checks/timetable.py's; its schedules are written from it, one row a
-- post, object and shift.
CREATE TABLE timetables (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    checklist_id uuid NOT NULL,
    body jsonb NOT NULL,
    from_date date NOT NULL,
    to_date date,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id)
);
CREATE INDEX timetables_of_list ON timetables (tenant_id, checklist_id);
{wall("timetables")}

-- to_date: the last day without checks; empty until it is resumed.
CREATE TABLE pauses (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    timetable_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date,
    reason text NOT NULL CHECK (length(reason) > 0),
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    resumed_by uuid,
    resumed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, timetable_id) REFERENCES timetables (tenant_id, id),
    FOREIGN KEY (tenant_id, made_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, resumed_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX pauses_of_timetable ON pauses (tenant_id, timetable_id);
{wall("pauses")}

-- Minutes of checks that a post of a job title may have on its fullest day.
CREATE TABLE budgets (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    job_title text NOT NULL,
    minutes int NOT NULL CHECK (minutes > 0),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, job_title)
);
{wall("budgets")}

-- Who went over a budget, by how much, and why: signed when the list was scheduled or published.
CREATE TABLE excesses (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    checklist_id uuid NOT NULL,
    job_title text NOT NULL,
    minutes numeric NOT NULL,
    budget int NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    signed_by uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id),
    FOREIGN KEY (tenant_id, signed_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX excesses_by_day ON excesses (tenant_id, signed_at DESC);
{wall("excesses", rights="SELECT, INSERT")}

-- months: empty is every month. month_days: -1 the last day, -2 the last workday, -3 the first workday. every_weeks and the
-- round of a rotation (cycle_on: its days, 0 is the anchor's) count from the anchor. called: only when an event asks for it.
ALTER TABLE schedules DROP CONSTRAINT schedules_check,
    ADD COLUMN timetable_id uuid,
    ADD COLUMN months int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN every_weeks int NOT NULL DEFAULT 1 CHECK (every_weeks > 0),
    ADD COLUMN anchor date,
    ADD COLUMN cycle_days int NOT NULL DEFAULT 0 CHECK (cycle_days >= 0),
    ADD COLUMN cycle_on int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN called boolean NOT NULL DEFAULT false,
    ADD FOREIGN KEY (tenant_id, timetable_id) REFERENCES timetables (tenant_id, id);
DROP INDEX schedules_once;
CREATE UNIQUE INDEX schedules_once ON schedules (tenant_id, checklist_id, timetable_id, post_id, object_id, shift)
    NULLS NOT DISTINCT WHERE to_date IS NULL;
CREATE INDEX schedules_of_timetable ON schedules (tenant_id, timetable_id);

-- any_of: one of these is enough; when it is done, the others of that day and shift are relieved. cause: the event that asked.
ALTER TABLE due_checks ADD COLUMN any_of uuid, ADD COLUMN cause uuid,
    DROP CONSTRAINT due_checks_state_check,
    ADD CONSTRAINT due_checks_state_check CHECK (state IN ('open', 'done', 'missed', 'relieved')),
    DROP CONSTRAINT due_checks_tenant_id_schedule_id_business_date_key;
-- Laid out by the ten thousand every day from rows that the same statement has just read, and that are never deleted: looking
-- each of them up five times more took longer than everything else.
ALTER TABLE due_checks DROP CONSTRAINT due_checks_tenant_id_schedule_id_fkey,
    DROP CONSTRAINT due_checks_tenant_id_version_id_fkey, DROP CONSTRAINT due_checks_tenant_id_post_id_fkey,
    DROP CONSTRAINT due_checks_tenant_id_unit_id_fkey, DROP CONSTRAINT due_checks_tenant_id_object_id_fkey;
CREATE UNIQUE INDEX due_checks_once ON due_checks (tenant_id, schedule_id, business_date, cause) NULLS NOT DISTINCT;
CREATE INDEX due_checks_any ON due_checks (tenant_id, any_of, business_date) WHERE any_of IS NOT NULL;

CREATE OR REPLACE FUNCTION relieve_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE due_checks d SET state = 'relieved', check_id = NEW.check_id
     WHERE d.tenant_id = NEW.tenant_id AND d.any_of = NEW.any_of AND d.business_date = NEW.business_date
       AND d.opens_at = NEW.opens_at AND d.id <> NEW.id AND d.check_id IS NULL AND d.cause IS NOT DISTINCT FROM NEW.cause;
    RETURN NULL;
END $$;
CREATE TRIGGER relieve_others AFTER UPDATE OF state ON due_checks FOR EACH ROW
    WHEN (NEW.any_of IS NOT NULL AND NEW.state = 'done' AND OLD.state <> 'done') EXECUTE FUNCTION relieve_others();

-- Every company that is here already: timetables for the schedules it has, and for what its pack asks for by event.
DO $$
DECLARE company uuid;
BEGIN
    FOR company IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', company::text, true);
    with line as (
        select s.*, p.job_title, o.kind_id from schedules s
          join posts p on p.tenant_id = company and p.id = s.post_id
          left join objects o on o.tenant_id = company and o.id = s.object_id
         where s.tenant_id = company and s.timetable_id is null and s.to_date is null),
    kin as (
        select uuidv7() as id, checklist_id, kind_id, month_days, workdays_only, late_minutes, reviewer, from_date,
               array_agg(distinct job_title) as titles, mode() within group (order by weekdays) as weekdays,
               count(distinct weekdays) > 1 as route,
               jsonb_agg(distinct jsonb_build_object('opens', opens_at, 'closes', closes_at, 'shift', shift)) as windows
          from line group by checklist_id, kind_id, month_days, workdays_only, late_minutes, reviewer, from_date),
    made as (
        insert into timetables (tenant_id, id, checklist_id, from_date, body)
        select company, id, checklist_id, from_date, jsonb_build_object(
               'kind', case when month_days <> '{{}}' then 'month' else 'week' end, 'weekdays', to_jsonb(weekdays),
               'month_days', to_jsonb(month_days), 'workdays_only', workdays_only, 'windows', windows,
               'late_minutes', late_minutes, 'titles', to_jsonb(titles), 'thing', kind_id, 'route', route, 'reviewer', reviewer)
          from kin)
    update schedules s set timetable_id = k.id
      from line n join kin k on (n.checklist_id, n.month_days, n.workdays_only, n.late_minutes, n.reviewer, n.from_date)
           = (k.checklist_id, k.month_days, k.workdays_only, k.late_minutes, k.reviewer, k.from_date)
           and n.kind_id is not distinct from k.kind_id
     where s.tenant_id = company and s.id = n.id;
    insert into timetables (tenant_id, checklist_id, from_date, body)
    select company, l.id, current_date, jsonb_build_object('kind', 'event', 'event', e.body -> 'event',
           'titles', jsonb_build_array(e.body ->> 'job_title'), 'reviewer', coalesce(e.body ->> 'reviewer', ''))
      from pack_parts e join checklists l on l.tenant_id = company and l.code = e.code
     where e.tenant_id = company and e.part = 'schedules' and e.body ? 'event'
       and not exists (select from timetables t where t.tenant_id = company and t.checklist_id = l.id);
    insert into shifts (tenant_id, code, name, opens_at, closes_at)
    select company, s.code, s.body -> 'name', (s.body ->> 'opens')::time, (s.body ->> 'closes')::time
      from pack_parts s where s.tenant_id = company and s.part = 'shifts'
    on conflict do nothing;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
