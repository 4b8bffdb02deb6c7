"""The pages at the door, with what is wrong in its place."""

from datetime import datetime
from math import ceil

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.accounts.learners import Learner
from app.accounts.mail import can_write
from app.models import now
from app.progress.times import until_words
from app.web.personal import NO_STORE
from app.web.templates import render


def door(
    request: Request,
    page: str,
    said: dict[str, str],
    errors: dict[str, str],
    status: int,
    *,
    learner: Learner | None = None,
) -> HTMLResponse:
    """`said` fills in the form, `errors` has a sentence by field, under "" that of the whole form. `learner`: who is
    known in this browser already."""
    account = learner if learner and learner.has_account else None
    has_mail = can_write(request.app.state.settings)
    html = render(page, said=said, errors=errors, account=account, has_mail=has_mail)
    return HTMLResponse(html, status, NO_STORE)


def too_many(request: Request, page: str, said: dict[str, str], until: datetime) -> HTMLResponse:
    moment = now()
    when = until_words(until, moment, "en")
    response = door(request, page, said, {"": f"Too many tries. Try again {when}."}, 429)
    response.headers["Retry-After"] = str(max(1, ceil((until - moment).total_seconds())))
    return response
