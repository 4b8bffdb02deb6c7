"""A path as it would be with a text that is not saved yet: what it says, and what is wrong with it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from app.content.child import Renderer
from app.content.documents import Document, Problem
from app.content.load import Files, load_files

# Seconds that one waits for the text of another: a renderer takes one path at a time.
PATIENCE = 15
# Every letter typed makes a file new; what is kept must not grow with them.
KEPT = 400


class Busy(Exception):
    """Others' texts are being read; this one was not."""


@dataclass(frozen=True)
class Proof:
    """`documents` are all that could be read, also where there are errors; `problems` name files from the path's top."""

    slug: str
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]

    def document(self, file: str) -> Document | None:
        return next((document for document in self.documents if document.file == file), None)


class Proofs:
    """Pulls proofs in child processes with limits, which are started by the first and kept. One for each process of
    the server; safe in its threads."""

    def __init__(self, renderer: Callable[[], Renderer] = lambda: Renderer(keeps=KEPT)) -> None:
        self._make = renderer
        self._renderer: Renderer | None = None
        self._one_at_a_time = Lock()

    def pull(self, slug: str, files: Files) -> Proof:
        """What `cairn check` says of these files, and what could be read of them. Raises Busy."""
        if not self._one_at_a_time.acquire(timeout=PATIENCE):
            raise Busy
        try:
            self._renderer = self._renderer or self._make()
            loaded = load_files(slug, files, renderer=self._renderer, marks_lines=True)
        finally:
            self._one_at_a_time.release()
        return Proof(slug, loaded.documents, loaded.problems)

    def close(self) -> None:
        with self._one_at_a_time:
            if self._renderer:
                self._renderer.close()
            self._renderer = None


def with_text(files: Files, file: str, text: str) -> Files:
    """The same files with `text` on top of one of them."""
    content = text.replace("\r\n", "\n").encode("utf-8", "replace")
    return Files(
        {**files.contents, file: content},
        {**files.manifest, file: hashlib.sha256(content).hexdigest()},
        [problem for problem in files.problems if problem.file != file],
    )


def split_problems(problems: Sequence[Problem], file: str) -> tuple[list[Problem], list[Problem]]:
    """Those of a file in order of place, and those of the others."""
    mine = sorted(problem for problem in problems if problem.file == file)
    return sorted(mine, key=lambda p: (p.line, p.column)), [problem for problem in problems if problem.file != file]
