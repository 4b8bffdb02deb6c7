"""The personal fragment of content pages, the reading beacon, and what a learner has done so far."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from app.accounts.learners import current_learner, learner_for_write, token_digest
from app.db import Database, DbSession
from app.models import now
from app.progress.journeys import journeys
from app.progress.mine import gather
from app.progress.readings import record_reading
from app.progress.shown import find_shown
from app.progress.times import zone_of
from app.web.errors import error_page
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import NO_STORE, personal_page
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
    section = find_shown(session, id, "section")
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
def progress(request: Request, session: DbSession) -> Response:
    moment = now()
    learner = current_learner(request, session)
    found = journeys(session, learner.id, zone_of(learner.time_zone), learner.language, moment) if learner else ()
    return personal_page(request, "progress/progress", journeys=found, due=sum(j.due for j in found))
