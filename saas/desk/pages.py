"""The administrator's desk: jobs and letters."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.desk import reads
from saas.desk.try_again import try_again
from saas.notices.mail import folder
from saas.visit import Visit
from saas.web import Go, View, act, page


@page("/desk/jobs", permit="job.read")
async def jobs(_: Visit) -> View:
    return View("desk/jobs.html", desk=await reads.jobs())


@act("POST", "/desk/jobs/{job}/retry", permit="job.retry")
async def retry(visit: Visit, job: UUID) -> Go:
    await try_again(job, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/desk/jobs")


@page("/desk/swept", permit="job.read")
async def swept(visit: Visit) -> View:
    number = forms.page_number(visit)
    rows, total = await reads.swept(number)
    return View("desk/swept.html", rows=rows, total=total, page=number, pages=forms.pages(total, reads.PAGE))


@page("/desk/mail", permit="mail.read")
async def mail(visit: Visit) -> View:
    ours = visit.request.app.state.settings
    letters, total = await reads.letters(folder(ours.data / "outbox", visit.tenant.id))
    return View("desk/mail.html", letters=letters, total=total, on_file=ours.smtp_url is None)
