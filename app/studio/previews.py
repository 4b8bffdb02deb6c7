"""The pages of a path as its drafts have them, for those who teach it; learners stay on the published ones."""

import re
from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.content.documents import Document
from app.content.places import Target, address, kind_of
from app.db import Database
from app.studio.access import taught_path
from app.studio.drafts import overlaid
from app.studio.files import at
from app.studio.folders import ContentDir
from app.studio.preview import draw_preview
from app.studio.proof import read_proof
from app.web.errors import Link, NotFound
from app.web.personal import NO_STORE
from app.web.templates import render

router = APIRouter(prefix="/studio/paths/{path}")
_NOWHERE = re.compile(r' (?:href|hx-get)="/items/preview-[^"]*"')
_BODY = re.compile(r"<body[^>]*>")


@router.get("/preview/{file:path}")
def drafted_page(request: Request, content_dir: ContentDir, path: str, file: str) -> Response:
    database: Database = request.app.state.database
    # Closed before the files are rendered: nobody needs the connection meanwhile.
    with database.reading() as session:
        taught = taught_path(request, session, path)
        files = overlaid(session, taught.path, content_dir)
    if kind_of(file) is None or file not in files.contents:
        raise NotFound(Link(at(taught.path), taught.path.title))
    proof = read_proof(request.app.state.renderer, taught, files, file)
    bar = render("studio/_bar.html", language=taught.person.language, taught=taught, file=file)
    html = _BODY.sub(lambda found: found[0] + bar, draw_preview(proof), count=1)
    return HTMLResponse(lead_on(html, taught.path.slug, proof.documents), headers=NO_STORE)


def lead_on(html: str, slug: str, documents: Sequence[Document]) -> str:
    """The page with its links to pages of the same path leading to those as drafted. What would be recalled is in no
    database yet: its links lead nowhere."""
    files: dict[str, str] = {}
    for document in documents:
        files.setdefault(address(slug, Target(document.file)), document.file)
    link = re.compile(rf'href="(/paths/{re.escape(slug)}(?:/[^"#?]*)?)(#[^"]*)?"')

    def follow(found: re.Match[str]) -> str:
        file = files.get(found[1])
        return f'href="/studio/paths/{slug}/preview/{file}{found[2] or ""}"' if file else found[0]

    return _NOWHERE.sub("", link.sub(follow, html))
