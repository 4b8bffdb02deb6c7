"""The personal fragment of content pages, the reading beacon, and what a learner has done so far."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response, StreamingResponse

from app.accounts.learners import Learner, current_learner, known_learner, learner_for_write, token_digest
from app.db import Database, DbSession
from app.library import find_path
from app.models import now
from app.progress.exam_days import drop_exam_day, keep_exam_day
from app.progress.exams import NotAnExamDay, read_exam_day
from app.progress.export import csv_head, csv_lines, json_lines, record
from app.progress.history import walk
from app.progress.mine import gather
from app.progress.pages import Refused, draw_history, draw_progress, today_of
from app.progress.readings import record_reading
from app.progress.shown import find_shown
from app.progress.times import zone_of
from app.web.errors import error_page
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import NO_STORE, see_other
from app.web.templates import render

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


async def mine(request: Request) -> Response:
    return HTMLResponse(await run_in_threadpool(_draw_mine, request), headers=NO_STORE)


# Every content page asks for it: a plain route costs half of what FastAPI's own adds to the queries.
router.add_route("/paths/{path}/mine", mine, methods=["GET"])


def _draw_mine(request: Request) -> str:
    database: Database = request.app.state.database
    signed: Nonces = request.app.state.nonces
    path, asked, moment = request.path_params["path"], request.query_params, now()
    with database.reading() as session:
        found = gather(
            session,
            path,
            asked.get("at", ""),
            asked.get("revision", ""),
            token_digest(request),
            moment,
            is_again="again" in asked,
        )
    return render("progress/_mine.html", mine=found, nonce=signed.issue(None, moment))


@router.post("/items/{id}/readings")
def read(request: Request, form: PostedForm, session: DbSession, signed: Signed, id: str) -> Response:
    moment = now()
    section = find_shown(session, known_learner(request, session), id, "section")
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
    except BadNonce:
        # A beacon has nobody to read a sentence to.
        return error_page(request, 422)
    response = Response(status_code=204, headers=NO_STORE)
    learner = learner_for_write(request, response, session, nonce, moment)
    record_reading(session, learner.id, section.item_id, section.path_id, moment)
    return response


@router.get("/progress")
def progress(request: Request, session: DbSession, signed: Signed, path: str = "", left: str = "") -> Response:
    learner = current_learner(request, session)
    return draw_progress(request, session, signed, learner, now(), slug=path, has_left=bool(left))


@router.post("/paths/{path}/exam")
def plan_for_exam(request: Request, form: PostedForm, session: DbSession, signed: Signed, path: str) -> Response:
    moment, said = now(), text_of(form, "on_day").strip()
    learner = known_learner(request, session)
    found = find_path(session, path, learner)
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        day = None if "remove" in form else read_exam_day(said, today_of(request, learner, moment))
    except (BadNonce, NotAnExamDay) as wrong:
        refused = Refused(found.slug, said, str(wrong))
        return draw_progress(request, session, signed, learner, moment, slug=found.slug, refused=refused)
    response = see_other(f"/progress?path={found.slug}#journey-{found.slug}")
    learner = learner_for_write(request, response, session, nonce, moment)
    if day:
        keep_exam_day(session, learner.id, found.id, day, moment)
    else:
        drop_exam_day(session, learner.id, found.id)
    return response


@router.get("/history")
def history(request: Request, session: DbSession, before: str = "", day: str = "") -> Response:
    return draw_history(request, session, current_learner(request, session), now(), before=before, day=day)


@router.get("/history.csv")
def history_as_csv(request: Request, session: DbSession) -> Response:
    batches = _records(request, current_learner(request, session))
    return _file(chain([csv_head()], map(csv_lines, batches)), "csv", "text/csv; charset=utf-8; header=present")


@router.get("/history.jsonl")
def history_as_json(request: Request, session: DbSession) -> Response:
    batches = _records(request, current_learner(request, session))
    return _file(map(json_lines, batches), "jsonl", "application/jsonl; charset=utf-8")


def _records(request: Request, learner: Learner | None) -> Iterator[list[dict[str, Any]]]:
    if learner:
        zone = zone_of(learner.time_zone, learner.day_starts_at)
        for events in walk(request.app.state.database, learner.id):
            yield [record(event, zone) for event in events]


def _file(lines: Iterator[str], extension: str, media_type: str) -> Response:
    name = f'attachment; filename="cairn-history.{extension}"'
    return StreamingResponse(lines, headers={"Content-Disposition": name, **NO_STORE}, media_type=media_type)
