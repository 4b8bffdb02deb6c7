"""The app put together: rooms, refusals, headers, and the table of public pages in front of them all."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp

from app import __version__, library
from app.content.child import Renderer
from app.db import Database, to_its_end
from app.home import account, entrance, items, links, machines, parting, profile, reviews
from app.home import routes as home
from app.lessons import routes as lessons
from app.notes import routes as notes
from app.podcast import feed, listening
from app.podcast import routes as podcast
from app.progress import routes as progress
from app.quizzes import routes as quizzes
from app.resources import routes as resources
from app.reviews import deck
from app.search import routes as search
from app.settings import Settings, settings
from app.studio import (
    admin,
    backups,
    changes,
    copies,
    desk,
    files,
    history,
    invited,
    members,
    parcels,
    people,
    preview,
    previews,
    publishing,
    suggesting,
    suggestions,
    teaching,
    underway,
    updating,
)
from app.studio.folders import add_folder_page
from app.studio.underway import Underway
from app.web.addresses import PlainAddresses
from app.web.errors import add_error_pages
from app.web.headers import StrictHeaders
from app.web.limits import BodyLimit
from app.web.nonce import Nonces, kept_secret
from app.web.origin import SameOriginWrites
from app.web.public import PublicPages, PublicTable
from app.web.requests import NumberedRequests, log, set_up_log
from app.web.static import static_replies

STALENESS = 0.5
"""Seconds after which a new revision is on every process's pages: how often each asks for the paths' state."""


class Cairn(FastAPI):
    """FastAPI with our layers outside everything of its own, so that no answer leaves without its headers.

    Its `middleware` stand inside the layer that makes error pages of exceptions; those pages would miss them.
    """

    def build_middleware_stack(self) -> ASGIApp:
        settings: Settings = self.state.settings
        refusing = SameOriginWrites(
            PlainAddresses(
                BodyLimit(super().build_middleware_stack(), settings.max_body_bytes, settings.max_upload_bytes)
            )
        )
        self.state.numbered_requests = NumberedRequests(refusing)
        public_pages = PublicPages(StrictHeaders(self.state.numbered_requests), self.state.public)
        self.state.public_pages = public_pages
        return public_pages


def create_app(settings: Settings, *, openapi_url: str | None = None) -> FastAPI:
    """The whole app. Its schema is served where `openapi_url` says, as for tests; pages made from it never are."""
    set_up_log(settings.log_format)
    app = Cairn(
        title="Cairn",
        version=__version__,
        openapi_url=openapi_url,
        docs_url=None,
        redoc_url=None,
        lifespan=_watching,
        max_body_size=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    database = Database(settings.database_url)

    def stamps() -> dict[int, Hashable]:
        with database.reading() as session:
            return library.stamps(session)

    app.state.settings = settings
    app.state.database = database
    app.state.nonces = Nonces(settings.secret or kept_secret(settings.var_dir / "secret"))
    app.state.public = PublicTable(stamps, static_replies())
    # Its child processes begin with the first file that the studio has to read. Every letter typed there makes a file
    # new, so it keeps no more than the text of a large path a few times over.
    app.state.renderer = Renderer(keeps=8 * 1024 * 1024)
    app.state.underway = Underway()
    add_error_pages(app)
    add_folder_page(app)
    for room in (machines, home, items, lessons, quizzes, deck, reviews, podcast, resources, notes, search, progress):
        app.include_router(room.router)
    app.include_router(parting.router)
    app.include_router(feed.router)
    app.include_router(listening.router)
    for room in (entrance, links, profile, account):
        app.include_router(room.router)
    for part in (
        *(desk, files, preview, previews, changes, publishing, history, members, invited, teaching),
        *(copies, updating, suggesting, suggestions, parcels, underway),
        *(admin, people, backups),
    ):
        app.include_router(part.router)
    return app


def create() -> FastAPI:
    """The app as the settings say; uvicorn calls this in each of its processes."""
    return create_app(settings())


@asynccontextmanager
async def _watching(app: FastAPI) -> AsyncIterator[None]:
    watch = asyncio.create_task(_drop_what_changed(app.state.public))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        app.state.renderer.close()
        app.state.database.dispose()


async def _drop_what_changed(table: PublicTable) -> None:
    is_answered = True
    while True:
        try:
            # At the end it is waited for: its connection must be back before all are closed.
            await to_its_end(table.refresh)
            is_answered = True
        except SQLAlchemyError as error:
            # The pages that are there stay: old text is better than none. Said once, not twice a second.
            if is_answered:
                log.error("database does not answer; public pages stay as they are", reason=str(error))
            is_answered = False
        await asyncio.sleep(STALENESS)
