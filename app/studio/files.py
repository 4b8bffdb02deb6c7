"""The files of a path: their tree, the editor of one, and a draft saved where nobody saved another in between."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.content.documents import Loaded
from app.content.load import load_files, read_folder
from app.content.media import IMAGE_TYPES, MEDIA_TYPES, extension
from app.content.safe import UnsafePath
from app.db import DbSession
from app.library import pages_of
from app.models import Path as PathRow
from app.models import now
from app.studio.access import Taught, TaughtPath
from app.studio.drafts import (
    Version,
    drafts_of,
    drop_draft,
    hold,
    keep_draft,
    lay_over,
    names_in,
    stand_by,
    version_of,
)
from app.studio.editing import clash_with_disk, clash_with_saved, disk_digest, draw_editor, merged
from app.studio.folders import ContentDir, folder_of
from app.studio.names import new_file
from app.studio.pages import studio_page
from app.studio.sources import NotKept, is_text, source_of_text, text_of_source
from app.studio.tree import tree_of
from app.web.errors import Link, NotFound, is_partial
from app.web.forms import PostedForm, text_of
from app.web.headers import STRICT, STRICT_SVG
from app.web.personal import NO_STORE, see_other

router = APIRouter(prefix="/studio/paths/{path}")
# The order of a path's pages, where its folder has errors.
_IN_ORDER = ("path", "lesson", "deck", "quiz", "resources", "glossary", "podcast")


def at(path: PathRow) -> str:
    return f"/studio/paths/{path.slug}"


@router.get("")
def tree(
    request: Request,
    session: DbSession,
    taught: TaughtPath,
    content_dir: ContentDir,
    checked: str = "",
    done: str = "",
    file: str = "",
) -> Response:
    folder, drafts = folder_of(taught.path, content_dir), drafts_of(session, taught.path)
    on_disk = read_folder(folder)
    over = lay_over(on_disk, drafts)
    order = [page.file for page in pages_of(session, taught.path, *_IN_ORDER)]
    # To check takes seconds the first time: the page comes without, and asks for it.
    found = Loaded(None, ())
    if checked:
        # Read as the editor reads them, which then finds them read.
        found = load_files(taught.path.slug, over, renderer=request.app.state.renderer, marks_lines=True)
    if found.catalog:
        order = [document.file for document in found.catalog.documents]
    groups = tree_of(on_disk, over, drafts, order, found.problems)
    said = {"done": done, "file": file, "drafts": len(drafts)}
    name = "_tree" if is_partial(request) else "tree"
    return studio_page(name, taught.person, taught=taught, groups=groups, is_checked=bool(checked), **said)


@router.get("/files/{file:path}")
def edit(
    session: DbSession, taught: TaughtPath, content_dir: ContentDir, file: str, saved: str = "", line: str = ""
) -> Response:
    version = find_version(session, taught, content_dir, file)
    text = text_of_source(version.shown) if is_text(file) else None
    if text is None:
        is_picture, is_sound = extension(file) in IMAGE_TYPES, extension(file) == "mp3"
        return studio_page(
            "medium", taught.person, taught=taught, version=version, file=file, is_picture=is_picture, is_sound=is_sound
        )
    clash = clash_with_disk(version, text) if version.is_overtaken else None
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 7 else 0
    return draw_editor(session, taught, version, text, clash=clash, saved=saved, line=number)


@router.post("/files/{file:path}")
def save(form: PostedForm, session: DbSession, taught: TaughtPath, content_dir: ContentDir, file: str) -> Response:
    hold(session, taught.path)
    base, sent = text_of(form, "base"), text_of(form, "text").replace("\r\n", "\n")
    # What was deleted for good while somebody had it open may be saved again.
    version = find_version(session, taught, content_dir, file, was_open=bool(base or text_of(form, "since")))
    if "text" not in form or not is_text(file):
        raise HTTPException(422)
    try:
        content = source_of_text(sent, version.shown)
    except NotKept as error:
        return draw_editor(session, taught, version, sent, 422, base=base, error=str(error))
    if base != version.digest and content != version.content:
        clash = clash_with_saved(session, version, sent, base)
        return draw_editor(session, taught, version, sent, 409, clash=clash)
    if text_of(form, "then") == "merge":
        is_on_disk = text_of(form, "against") == "disk" and version.draft is not None
        since = text_of(form, "since")
        clash = clash_with_disk(version, sent) if is_on_disk else clash_with_saved(session, version, sent, since)
        both, conflicts = merged(session, sent, clash)
        return draw_editor(session, taught, version, both, conflicts=conflicts)
    keep_draft(session, taught.path, version, content, taught.person.id, now())
    if version.draft and content != version.disk and text_of(form, "disk") == disk_digest(version):
        stand_by(version)
    is_ready = text_of(form, "then") == "publish"
    return see_other(f"{at(taught.path)}/publish" if is_ready else f"{at(taught.path)}/files/{file}?saved=draft")


@router.delete("/drafts/{file:path}")
@router.post("/drafts/{file:path}")
def drop(
    request: Request, session: DbSession, taught: TaughtPath, content_dir: ContentDir, file: str, method: str = ""
) -> Response:
    # A form without JavaScript can only POST: it says ?method=delete.
    if (method if request.method == "POST" else request.method).upper() != "DELETE":
        raise HTTPException(405, headers={"Allow": "DELETE"})
    hold(session, taught.path)
    version = find_version(session, taught, content_dir, file)
    drop_draft(session, version)
    way = f"{at(taught.path)}/files/{file}?saved=dropped" if version.disk is not None else at(taught.path)
    return see_other(way)


@router.get("/media/{file:path}")
def medium(session: DbSession, taught: TaughtPath, content_dir: ContentDir, file: str) -> Response:
    """A picture or recording as the drafts have it, for those who teach the path."""
    version = find_version(session, taught, content_dir, file)
    kind = extension(file)
    if kind not in MEDIA_TYPES:
        raise NotFound(Link(at(taught.path), taught.path.title))
    strict = STRICT_SVG if kind == "svg" else STRICT
    headers = {name.decode(): value.decode() for name, value in strict}
    return Response(version.shown, media_type=MEDIA_TYPES[kind], headers={**headers, **NO_STORE})


def find_version(
    session: DbSession, taught: Taught, content_dir: ContentDir, file: str, *, was_open: bool = False
) -> Version:
    """Raises NotFound for what is no file of the path, unless it `was_open` and may become one again."""
    try:
        version = version_of(session, taught.path, content_dir, file)
        if not version.is_there and was_open:
            new_file(folder_of(taught.path, content_dir), file, names_in(session, taught.path, content_dir))
    except UnsafePath:
        raise NotFound(Link(at(taught.path), taught.path.title)) from None
    if not version.is_there and not was_open:
        raise NotFound(Link(at(taught.path), taught.path.title))
    return version
