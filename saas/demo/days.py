"""Day after day of the demo company, through the verbs of the product: fill, review, act, verify, close, approve."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import msgspec

from saas.calendar import days, moment
from saas.checks.keep_photo import keep_photo
from saas.checks.lay_out import lay_out
from saas.checks.miss import miss
from saas.checks.sent import Sent
from saas.checks.submit import Sender, submit
from saas.checks.things import Thing, thing
from saas.checks.versions import load_alone
from saas.cycles.close import close
from saas.demo.habits import fill
from saas.demo.improve import approve_plans, better, finish_measures, note_measures
from saas.demo.lead import review_morning, work_on_findings
from saas.demo.people import Person
from saas.demo.pictures import fit, photo
from saas.demo.reward import reward
from saas.demo.roll_out import roll_out
from saas.demo.supervise import lay_on, look_on
from saas.demo.unsettled import raise_overdue
from saas.plans.prepare import prepare
from tenants import db, inside, once, run

AT_ONCE = 6
KEPT_DAYS = 3


@dataclass
class Story:
    """The company, its people, who reviews which list (code → job title), and the dice that decide what happens."""

    slug: str
    tenant: UUID
    zone: str
    people: list[Person]
    reviewers: dict[str, str]
    dice: Random
    now: datetime
    # Whoever tries the demo signs in as this post: its last two days are left to them, and one list comes back.
    guest: UUID | None = None
    returned: bool = False

    def left_to_guest(self, post: UUID, day: date) -> bool:
        return post == self.guest and (self.now.date() - day).days <= 1

    def keeps(self, post: UUID, day: date) -> bool:
        """The list that came back stays with the guest."""
        return post == self.guest and (self.now.date() - day).days <= KEPT_DAYS

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return moment(day, time(hour, minute), self.zone)


async def live(story: Story, first: date, last: date) -> None:
    """Every day from first to last; on the last day only what has happened by `story.now`."""
    for day in days(first, last):
        morning = story.at(day, 8)
        await _close_what_is_over(story, day)
        async with inside(story.tenant):
            await lay_out(day, now=min(morning, story.now))
            await miss(now=min(morning, story.now))
        await lay_on(story, day)
        if morning < story.now:
            await raise_overdue(story, day)
            await review_morning(story, day)
            await work_on_findings(story, day, 9)
        await _fill_lists(story, day)
        await _run_jobs(story, min(story.at(day, 13), story.now))
        if story.at(day, 14) < story.now:
            await work_on_findings(story, day, 14)
            await note_measures(story, day)
            await finish_measures(story, day)
        await roll_out(story, day)
        await look_on(story, day)
        await _run_jobs(story, min(story.at(day, 22), story.now))


async def _close_what_is_over(story: Story, day: date) -> None:
    """On the first morning after a cycle: close it, and let the leaders approve the quarter's plans. A year after its quarter."""
    async with inside(story.tenant):
        over = await db().fetch(
            "select id, tallied from cycles where tenant_id = $1 and state = 'open' and to_date = $2 order by tallied desc",
            story.tenant, day - timedelta(days=1),
        )  # fmt: skip
    for row in over:
        await _close(story, row["id"], day, quarter=row["tallied"])


async def _close(story: Story, over: UUID, day: date, *, quarter: bool) -> None:
    now = story.at(day, 6)
    async with inside(story.tenant):
        await close(over, by=None, now=now)
        if quarter:
            await prepare(over, now=now)
    if not quarter:
        return
    await reward(story.tenant, over, now=now)
    measures = await approve_plans(story, over, now=story.at(day, 10))
    better(story.people, measures)


async def _fill_lists(story: Story, day: date) -> None:
    """Everybody's lists of the day, several people at a time as in life."""
    async with inside(story.tenant):
        due = await db().fetch(
            # By code, not by id: the same dice then tell the same story in every copy.
            # What came back is filled again first, in the window of today.
            """select d.id, d.post_id, c.id as returned, t.opens_at, t.closes_at, t.late_until from due_checks d
               join posts p on p.tenant_id = d.tenant_id and p.id = d.post_id
               left join objects o on o.tenant_id = d.tenant_id and o.id = d.object_id
               left join checks c on c.tenant_id = d.tenant_id and c.id = d.check_id and c.state = 'returned'
               cross join lateral (select ($2 - d.business_date) * $3::interval as moved) m
               cross join lateral (select d.opens_at + moved as opens_at, d.closes_at + moved as closes_at,
                                          d.late_until + moved as late_until) t
               where d.tenant_id = $1 and (d.business_date = $2 and d.state = 'open'
                                           or c.id is not null and d.business_date >= $2 - 5)
               order by p.code, o.code, d.opens_at""",
            story.tenant, day, timedelta(days=1),
        )  # fmt: skip
    holders = {person.post: person for person in story.people}
    seats = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for row in due:
            person, dice = holders[row["post_id"]], Random(story.dice.getrandbits(64))
            if dice.randrange(1000) < person.habit.misses or story.left_to_guest(person.post, day):
                continue
            if row["returned"] and story.keeps(person.post, day):
                continue
            at = _moment_of(row["opens_at"], row["closes_at"], row["late_until"], person, dice)
            if at < story.now:
                group.create_task(fill_one(story, person, row["id"], at, dice, seats, row["returned"]))


def _moment_of(opens: datetime, closes: datetime, late: datetime, person: Person, dice: Random) -> datetime:
    if late > closes and dice.randrange(1000) < person.habit.late:
        return closes + (late - closes) * dice.randrange(5, 90) / 100
    return opens + (closes - opens) * dice.randrange(3, 92) / 100


async def fill_one(
    story: Story, person: Person, due_id: UUID, at: datetime, dice: Random, seats: asyncio.Semaphore, replaces: UUID | None = None
) -> None:
    """Open the list as the phone does, answer every point, send it with its photos; `replaces` what was returned."""
    async with seats:
        visit = await once("enter", story.slug, person.session, at, due_id)
        due = visit["due"]
        published = await load_alone(story.tenant, UUID(due["version_id"]))
        book = {code: Decimal(figure) for code, figure in (due["book"] or {}).items()}
        held = await _held(story, due["object_id"]) if published.looks_at_object else None
        book |= held.figures(published.attributes) if held else {}
        label = held.code if held else None
        answers = [fill(point, person.habit, book.get(point.code), dice, label) for point in published.rules.points]
        for answer in answers:
            if "photos" in answer:
                unit, wanted = UUID(due["unit_id"]), range(answer["photos"])
                answer["photos"] = [str(await _take(story, person, unit, at, dice)) for _ in wanted]
        spent = timedelta(seconds=dice.randint(40, 170) // (4 if person.habit.rote else 1))
        sent = Sent(
            due=due_id,
            version=UUID(due["version_id"]),
            answers=msgspec.to_builtins(answers),
            replaces=replaces,
            started=at - spent,
            finished=at,
        )
        await submit(_uuid7(at, dice), sent, due, by=Sender(story.tenant, person.member, visit["posts"]), now=at)


async def _held(story: Story, thing_id: str | None) -> Thing | None:
    """The managed object of a check, where its list looks at it."""
    if thing_id is None:
        return None
    async with inside(story.tenant):
        return await thing(UUID(thing_id))


async def _take(story: Story, person: Person, unit: UUID, at: datetime, dice: Random) -> UUID:
    taken = _uuid7(at, dice)
    await keep_photo(taken, await fit(photo(dice)), tenant=story.tenant, unit=unit, by=person.member, now=at)
    return taken


async def _run_jobs(story: Story, now: datetime) -> None:
    """What the day asked of the worker, at the day's own time; other jobs wait for the real one."""
    async with inside(story.tenant):
        waiting = await db().fetch(
            """select id from jobs where tenant_id = $1 and state = 'ready' and name = 'findings.register' and due_at <= $2
               order by due_at""", story.tenant, now,
        )  # fmt: skip
    for row in waiting:
        await run(story.tenant, row["id"], now=now)


def _uuid7(at: datetime, dice: Random) -> UUID:
    """As a phone makes it: milliseconds first, the rest by chance."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | dice.getrandbits(12) << 64 | 2 << 62 | dice.getrandbits(62))
