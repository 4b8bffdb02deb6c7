"""Where a path's files lie on this machine, and the studio's words where they do not."""

from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.responses import HTMLResponse, Response

from app.content.load import find_paths
from app.models import Path as PathRow
from app.web.personal import NO_STORE
from app.web.templates import render


class NoFolder(Exception):
    """There is nothing on disk to work on; its text says why, for people."""


def content_dir(request: Request) -> Path:
    said: str = request.app.state.settings.content_dir
    if not said:
        raise NoFolder(
            "This machine only serves what was published: the folders of the paths lie on another one, and so does "
            "the studio. Open it there."
        )
    return Path(said)


def folder_of(path: PathRow, content_dir: Path) -> Path:
    """The folder that a path is published from. Raises NoFolder where it is gone."""
    for folder in find_paths(content_dir):
        if folder.resolve().name == path.slug:
            return folder
    raise NoFolder(
        f"The folder of this path is gone from {content_dir}/. Learners keep what was published; "
        "bring the folder back, and you can go on here."
    )


def add_folder_page(app: FastAPI) -> None:
    app.add_exception_handler(NoFolder, _no_folder)


def _no_folder(request: Request, error: Exception) -> Response:
    return HTMLResponse(render("studio/no_folder.html", said=str(error)), 503, NO_STORE)


ContentDir = Annotated[Path, Depends(content_dir)]
