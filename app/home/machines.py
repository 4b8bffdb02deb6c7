"""What machines ask for: alive, ready, how much has been asked, what may be indexed."""

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from app.models import Revision
from app.web.public import PublicPages
from app.web.requests import NumberedRequests
from app.web.static import static_url

router = APIRouter()

NO_STORE = {"Cache-Control": "no-store"}
# Personal, or endless: an index of them would be of no use to anybody.
UNLISTED = (
    "/reviews",
    "/progress",
    "/history",
    "/notes",
    "/profile",
    "/sittings/",
    "/answers/",
    "/items/",
    "/search",
    "/studio",
)
ROBOTS = "\n".join(["User-agent: *", *(f"Disallow: {room}" for room in UNLISTED), ""])


@router.get("/healthz")
def healthz() -> Response:
    """Alive: the process answers."""
    return PlainTextResponse("alive\n", headers=NO_STORE)


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Ready: the database answers and has a revision to show, else 503 with the reason."""
    try:
        with request.app.state.database.reading() as session:
            revisions = session.scalar(select(func.count()).select_from(Revision))
    except SQLAlchemyError:
        return PlainTextResponse("the database does not answer\n", 503, NO_STORE)
    if not revisions:
        return PlainTextResponse("no path has been synced yet: run cairn sync\n", 503, NO_STORE)
    return PlainTextResponse("ready\n", headers=NO_STORE)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Counts since the start of this process, as Prometheus reads them."""
    pages: PublicPages = request.app.state.public_pages
    requests: NumberedRequests = request.app.state.numbered_requests
    lines = [
        "# HELP cairn_requests_total Requests that reached the routes, by class of status.",
        "# TYPE cairn_requests_total counter",
        *(f'cairn_requests_total{{class="{kind}"}} {n}' for kind, n in sorted(requests.counts.items())),
        "# HELP cairn_public_total Requests that the public table answered (hit; of them not_modified) or not.",
        "# TYPE cairn_public_total counter",
        f'cairn_public_total{{result="hit"}} {pages.hits}',
        f'cairn_public_total{{result="not_modified"}} {pages.unchanged}',
        f'cairn_public_total{{result="miss"}} {pages.misses}',
        "# HELP cairn_public_bytes Bytes that the table of public pages holds.",
        "# TYPE cairn_public_bytes gauge",
        f"cairn_public_bytes {pages.table.size}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", headers=NO_STORE)


@router.get("/favicon.ico")
def favicon() -> Response:
    return RedirectResponse(static_url("favicon.svg"), 301)


@router.get("/robots.txt")
def robots() -> Response:
    return PlainTextResponse(ROBOTS)
