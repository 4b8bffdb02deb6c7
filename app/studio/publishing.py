"""Publishing: first what it would do and to whom, then doing it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.content.child import Renderer
from app.db import Database, DbSession
from app.models import now
from app.studio.access import Taught, TaughtPath, taught_path
from app.studio.files import at
from app.studio.folders import ContentDir
from app.studio.pages import studio_page
from app.studio.press import NotWritten, Overtaken, Proof, press, prove
from app.web.forms import PostedForm, text_of
from app.web.personal import see_other

router = APIRouter(prefix="/studio/paths/{path}")
LONGEST_NOTE = 500


@router.get("/publish")
def proof(request: Request, session: DbSession, taught: TaughtPath, content_dir: ContentDir) -> Response:
    renderer: Renderer = request.app.state.renderer
    return _draw(taught, prove(session, taught.path, content_dir, renderer))


@router.post("/publish")
def publish(request: Request, form: PostedForm, content_dir: ContentDir, path: str) -> Response:
    # Not the session of a request: rendering and writing to disk must not keep other writers waiting.
    database: Database = request.app.state.database
    renderer: Renderer = request.app.state.renderer
    note = text_of(form, "note").strip()[:LONGEST_NOTE]
    with database.reading() as session:
        taught = taught_path(request, session, path)
        found = prove(session, taught.path, content_dir, renderer)
    if text_of(form, "digest") != found.digest or not found.is_ready:
        return _draw(taught, found, 409, note=note, said="changed")
    try:
        report = press(database, taught.path, content_dir, found, renderer, taught.person, note, now())
    except Overtaken:
        return _draw(taught, found, 409, note=note, said="changed")
    except NotWritten as error:
        return _draw(taught, found, 507, note=note, said="disk", reason=str(error))
    return see_other(f"{at(taught.path)}/history?published={report.revision if report else 0}")


def _draw(
    taught: Taught, found: Proof, status: int = 200, /, *, note: str = "", said: str = "", reason: str = ""
) -> Response:
    prefix = f"{taught.path.slug}/"
    problems = [(problem.file.removeprefix(prefix), problem) for problem in sorted(found.problems)]
    return studio_page(
        "publish",
        taught.person,
        status,
        taught=taught,
        proof=found,
        problems=sorted(problems, key=lambda each: each[1].severity != "error"),
        note=note,
        said=said,
        reason=reason,
    )
