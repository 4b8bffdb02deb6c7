"""A path as it would be with a text that is not saved yet: what it says, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.content.child import Renderer
from app.content.documents import Document, Problem
from app.content.load import Files, load_files
from app.content.places import REFERENCES, kind_of
from app.db import Database
from app.models import Path
from app.studio.access import Taught, taught_path
from app.studio.drafts import digest_of, overlaid
from app.studio.folders import content_dir
from app.studio.sources import is_text
from app.web.errors import NotFound
from app.web.forms import PostedForm, text_of

# Preview and problems of one text are asked for together: in turns, what the first has read the second finds. And a
# text that takes its whole time must not keep every thread of the server waiting for it.
_TURNS = [Lock() for _ in range(4)]
PATIENCE = 30.0


@dataclass(frozen=True)
class Proof:
    """`source` is the text of `file`; `documents` are all that could be read, also where there are errors; `problems`
    name files from the path's top."""

    taught: Taught
    file: str
    source: str
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]

    @property
    def path(self) -> Path:
        return self.taught.path

    @property
    def document(self) -> Document | None:
        return next((document for document in self.documents if document.file == self.file), None)

    @property
    def mine(self) -> list[Problem]:
        """The problems of the file itself, in order of place."""
        return sorted((p for p in self.problems if p.file == self.file), key=lambda p: (p.line, p.column))

    @property
    def others(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.file != self.file]


def pull_proof(request: Request, form: PostedForm, path: str) -> Proof:
    """What the form's `text` would make of its `file`. It is a POST for its length and writes nothing: it reads in a
    session of its own, closed before the text is, so that nobody who writes waits for it."""
    file, text = text_of(form, "file"), text_of(form, "text")
    database: Database = request.app.state.database
    with database.reading() as session:
        taught = taught_path(request, session, path)
        files = overlaid(session, taught.path, content_dir(request))
    if kind_of(file) is None and file != REFERENCES and not (file in files.contents and is_text(file)):
        raise NotFound()
    return read_proof(request.app.state.renderer, taught, with_text(files, file, text), file)


def read_proof(renderer: Renderer, taught: Taught, files: Files, file: str) -> Proof:
    turn = _TURNS[taught.path.id % len(_TURNS)]
    if not turn.acquire(timeout=PATIENCE):
        raise HTTPException(503, headers={"Retry-After": "5"})
    try:
        loaded = load_files(taught.path.slug, files, renderer=renderer, marks_lines=True)
    finally:
        turn.release()
    source = files.contents.get(file, b"").decode("utf-8", "replace")
    return Proof(taught, file, source, loaded.documents, loaded.problems)


def with_text(files: Files, file: str, text: str) -> Files:
    """The same files with `text` on top of one of them."""
    content = text.replace("\r\n", "\n").encode("utf-8", "replace")
    contents, manifest = {**files.contents, file: content}, {**files.manifest, file: digest_of(content)}
    problems: Sequence[Problem] = [problem for problem in files.problems if problem.file != file]
    return Files(dict(sorted(contents.items())), dict(sorted(manifest.items())), list(problems))


PulledProof = Annotated[Proof, Depends(pull_proof)]
