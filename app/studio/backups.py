"""The backups that lie on the server: made with a button, and taken away from there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, Response

from app.accounts.learners import Learner
from app.content.safe import UnsafePath, files_below, place
from app.db import Database, DbSession
from app.models import now
from app.settings import Settings
from app.studio.access import Admin, admin_of
from app.studio.amounts import Amounts
from app.studio.backup import back_up
from app.studio.pages import studio_page
from app.web.errors import Link, NotFound
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonce, Nonces, nonces
from app.web.personal import NO_STORE, see_other

SUFFIX = ".cairn"
AT = "/studio/admin/backups"

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


@dataclass(frozen=True)
class Kept:
    """`size` in bytes."""

    name: str
    size: int
    made: datetime


@router.get(AT)
def backups(request: Request, person: Admin, session: DbSession, signed: Signed, made: str = "") -> Response:
    return _draw(person, _folder(request), signed, made=made)


@router.post(AT)
def back_up_now(request: Request, form: PostedForm, signed: Signed) -> Response:
    """Without the session of other writes: who learns meanwhile must not wait for it."""
    database: Database = request.app.state.database
    with database.reading() as session:
        person = admin_of(request, session)
    folder, moment = _folder(request), now()
    try:
        file = folder / _name(signed.read(text_of(form, "nonce"), moment))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The same form sent twice is one backup.
        if not file.exists():
            back_up(database, file, moment)
    except (BadNonce, ValueError, OSError) as wrong:
        return _draw(person, folder, signed, 422, error=str(wrong))
    return see_other(f"{AT}?made={file.name}")


@router.get(AT + "/{name}")
def download(request: Request, person: Admin, session: DbSession, name: str) -> Response:
    if not name.endswith(SUFFIX):
        raise NotFound(Link(AT, "Backups"))
    try:
        file = place(_folder(request), name)
    except UnsafePath:
        raise NotFound(Link(AT, "Backups")) from None
    if "/" in name or not file.is_file():
        raise NotFound(Link(AT, "Backups"))
    return FileResponse(file, media_type="application/zip", filename=name, headers=NO_STORE)


def kept_in(folder: Path) -> list[Kept]:
    """The latest first."""
    if not folder.is_dir():
        return []
    names = [found.file for found in files_below(folder) if found.file.endswith(SUFFIX) and "/" not in found.file]
    states = [(name, place(folder, name).stat()) for name in names]
    kept = [Kept(name, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC)) for name, state in states]
    return sorted(kept, key=lambda one: one.made, reverse=True)


def _draw(person: Learner, folder: Path, signed: Nonces, status: int = 200, **said: str) -> Response:
    kept, amounts, nonce = kept_in(folder), Amounts(person.language), signed.issue(None, now())
    return studio_page("admin_backups", person, status, kept=kept, folder=folder, amounts=amounts, nonce=nonce, **said)


def _name(nonce: Nonce) -> str:
    return f"cairn-{nonce.issued_at:%Y-%m-%d-%H%M%S}-{nonce.id[:6]}{SUFFIX}"


def _folder(request: Request) -> Path:
    settings: Settings = request.app.state.settings
    return settings.var_dir / "backups"
