"""For those who teach a path: how its questions do, what it covers, and how its class is."""

import uuid

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner
from app.accounts.roles import Right, may
from app.db import DbSession
from app.library import standing_of
from app.models import Path, now, parse_uuid
from app.progress.times import zone_of
from app.studio.access import TaughtPath
from app.studio.classroom import find_class
from app.studio.copies import number_of
from app.studio.coverage import LACKS, find_coverage
from app.studio.flagged import settle
from app.studio.pages import studio_page
from app.studio.quality import find_quality
from app.studio.quality_page import lint_of
from app.studio.roll import ORDERS, Day, as_csv, count_words, in_order, read_day_ahead
from app.studio.seen import see_learner
from app.web.errors import NotFound, is_partial
from app.web.forms import PostedForm
from app.web.personal import NO_STORE, see_other

router = APIRouter()
# Who has done nothing here yet reads in UTC.
STRANGER = Learner(uuid.UUID(int=0))


@router.get("/studio/paths/{path}/quality")
def quality(
    request: Request, session: DbSession, taught: TaughtPath, settled: str = "", all: str = "", count: str = ""
) -> Response:
    found = find_quality(session, taught.path)
    page = "_lint" if is_partial(request) else "quality"
    said = {"settled": parse_uuid(settled), "with_earlier": bool(all), "count": number_of(count)}
    lint = lint_of(found, taught.path.slug)
    return studio_page(page, taught.person, taught=taught, quality=found, lint=lint, **said)


@router.post("/studio/paths/{path}/flags/{id}/settled")
def settle_flag(form: PostedForm, session: DbSession, taught: TaughtPath, id: str) -> Response:
    stands, with_earlier = "stands" in form, "all" in form
    count = settle(session, taught.path, id, None if stands else now(), with_earlier=with_earlier)
    said = "" if stands else f"?settled={id}&count={count}{'&all=1' if with_earlier else ''}"
    return see_other(f"/studio/paths/{taught.path.slug}/quality{said}#lint")


@router.get("/studio/paths/{path}/coverage")
def coverage(session: DbSession, taught: TaughtPath, without: str = "") -> Response:
    chosen = without if without in ("any", *LACKS) else ""
    found = find_coverage(session, taught.path, now(), chosen)
    return studio_page("coverage", taught.person, taught=taught, coverage=found, without=chosen)


@router.get("/studio/paths/{path}/class")
def whole_class(session: DbSession, taught: TaughtPath, on: str = "", by: str = "name") -> Response:
    person, day, order = taught.person, _day(taught.person, on), by if by in ORDERS else "name"
    found = find_class(session, taught.path, now(), day.ahead.days)
    about = {"found": found, "learners": in_order(found.learners, order), "by": order}
    about |= {"taught": taught, "day": day, "ahead": day.ahead, "number": count_words(person.language)}
    return studio_page("class", person, day.status, **about)


@router.get("/studio/paths/{path}/class.csv")
def class_as_csv(session: DbSession, taught: TaughtPath, on: str = "", by: str = "name") -> Response:
    day = _day(taught.person, on)
    found = find_class(session, taught.path, now(), day.ahead.days)
    text = as_csv(in_order(found.learners, by), found.sections, day.date, zone_of(taught.person.time_zone))
    name = f'attachment; filename="class-{taught.path.slug}.csv"'
    return Response(text, headers={"Content-Disposition": name, **NO_STORE}, media_type="text/csv; charset=utf-8")


@router.get("/studio/paths/{path}/class/{id}")
def one_of_the_class(session: DbSession, taught: TaughtPath, id: str, on: str = "") -> Response:
    day, learner_id = _day(taught.person, on), parse_uuid(id)
    seen = see_learner(session, taught.path, learner_id, day.ahead, now()) if learner_id else None
    if seen is None:
        raise NotFound()
    return studio_page("learner", taught.person, day.status, taught=taught, seen=seen, day=day, ahead=day.ahead)


@router.get("/paths/{path}/shown")
def shown(request: Request, session: DbSession, path: str, on: str = "") -> Response:
    """The same of oneself: what is kept of a learner is no secret to them."""
    person = current_learner(request, session)
    found = session.scalar(select(Path).where(Path.slug == path, Path.retired_at.is_(None)))
    if found is None or not may(Right.READ, standing_of(session, found, person)):
        raise NotFound()
    who = person or STRANGER
    day = _day(who, on)
    seen = see_learner(session, found, who.id, day.ahead, now())
    return studio_page("shown", who, day.status, path=found, seen=seen, day=day, ahead=day.ahead)


def _day(person: Learner, said: str) -> Day:
    return read_day_ahead(said, now(), zone_of(person.time_zone), person.language)
