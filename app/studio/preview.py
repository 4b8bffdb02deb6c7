"""Beside the editor: what an unsaved text would look like, and what is wrong with it. Nothing is written."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.content.documents import Problem
from app.db import Database
from app.library import revision_of
from app.models import Blob, Path, now
from app.studio.differences import moved_lines
from app.studio.likeness import Likeness, draw_likeness
from app.studio.margins import Margins
from app.studio.proof import Proof, PulledProof
from app.studio.quality_page import Message
from app.web.personal import NO_STORE
from app.web.static import static_url
from app.web.templates import render

router = APIRouter()

MOST_SHOWN = 50
_PICTURE = re.compile(r'(<img src=")/paths/[^/"]+/media/[0-9a-f]{16}/')


@router.post("/studio/paths/{path}/preview")
def preview(request: Request, proof: PulledProof) -> Response:
    return HTMLResponse(draw_preview(proof), headers=NO_STORE)


@router.post("/studio/paths/{path}/problems")
def problems(request: Request, proof: PulledProof) -> Response:
    found = listed(proof, _said_of_lines(request, proof))
    html = render("studio/_problems.html", language=proof.taught.person.language, **found)
    marks = [_mark(problem) for problem in found["problems"]]
    said_in_short = render("studio/_checked.html", language=proof.taught.person.language, **found)
    return JSONResponse({"problems": marks, "html": html, "said": said_in_short.strip()}, headers=NO_STORE)


def draw_preview(proof: Proof) -> str:
    """A whole document: the learner's page in its main, under what kept it from being whole."""
    likeness: Likeness | None = None
    if proof.document:
        likeness = draw_likeness(proof.path.slug, proof.documents, proof.document)
    html = render(
        "studio/_preview.html",
        language=proof.taught.person.language,
        file=proof.file,
        likeness=likeness,
        errors=[problem for problem in proof.mine if problem.severity == "error"],
    )
    # A picture may be only in a draft, or the path not for everybody.
    html = _PICTURE.sub(rf"\1/studio/paths/{proof.path.slug}/media/", html)
    return html.replace(' href="/static/icons.svg#', f' href="{static_url("icons.svg")}#')


def listed(proof: Proof, said: Sequence[Message] = ()) -> dict[str, Any]:
    """What `_problems.html` needs."""
    pairs = [*((problem, None) for problem in proof.mine), *((one.problem, one.flagged) for one in said)]
    mine = sorted(pairs, key=lambda pair: (pair[0].line, pair[0].column))
    return {
        "problems": [problem for problem, _ in mine[:MOST_SHOWN]],
        "flagged": [flagged for _, flagged in mine[:MOST_SHOWN]],
        "more": max(0, len(mine) - MOST_SHOWN),
        "others": sum(problem.severity == "error" for problem in proof.others),
        "files": len({problem.file for problem in proof.others if problem.severity == "error"}),
    }


def _said_of_lines(request: Request, proof: Proof) -> list[Message]:
    """What answers and flags say of the file, each where its line is now, in the text that is being written."""
    database: Database = request.app.state.database
    margins: Margins = request.app.state.margins
    with database.reading() as session:
        messages = margins.find(session, proof.path, proof.file, now())
        published = published_source(session, proof.path, proof.file) if messages else ""
    moved = moved_lines(published, proof.source)
    return [replace(one, problem=replace(one.problem, line=moved(one.problem.line))) for one in messages]


def published_source(session: Session, path: Path, file: str) -> str:
    digest = revision_of(session, path).manifest.get(file, "") if path.revision_id else ""
    content = session.scalar(select(Blob.content).where(Blob.sha256 == digest)) or b""
    return content.decode("utf-8", "replace")


def _mark(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("line", "column", "severity", "rule", "message")}
