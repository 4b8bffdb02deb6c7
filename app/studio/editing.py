"""The editor's page: a file's text, and where two people want it otherwise, both side by side."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.content.places import Target, address
from app.models import Blob, Page, Path, User
from app.studio.access import Taught
from app.studio.differences import Comparison, common, compare, merge
from app.studio.drafts import Version, digest_of
from app.studio.pages import studio_page
from app.studio.sources import text_of_source
from app.studio.tools import tools_of
from app.studio.tree import title_of

READ_ALONE = ("path", "lesson", "resources", "glossary")


@dataclass(frozen=True)
class Clash:
    """Mine, in the form, against what was saved in between by somebody, or on disk (`by` is empty then). `since` is the
    digest of the version that both began from, empty where nobody knows."""

    theirs: str
    by: str
    is_gone: bool
    since: str
    comparison: Comparison

    @property
    def against(self) -> str:
        return "draft" if self.by else "disk"


def disk_digest(version: Version) -> str:
    return "" if version.disk is None else digest_of(version.disk)


def clash_with_saved(session: Session, version: Version, mine: str, since: str) -> Clash:
    """`since` is the version that whoever sent `mine` had opened."""
    return _clash(version.content, _name_of(session, version), mine, since)


def clash_with_disk(version: Version, mine: str) -> Clash:
    """The draft, or what was made of it, against the file that was changed on disk since it was begun."""
    return _clash(version.disk, "", mine, (version.draft.base if version.draft else None) or "")


def merged(session: Session, mine: str, clash: Clash) -> tuple[str, int]:
    """Both in one text, and in how many places they changed the same lines."""
    origin = session.scalar(select(Blob.content).where(Blob.sha256 == clash.since))
    text = text_of_source(origin) if origin is not None else None
    found = merge(common(mine, clash.theirs) if text is None else text, mine, clash.theirs)
    return found.text, found.conflicts


def draw_editor(
    session: Session,
    taught: Taught,
    version: Version,
    text: str,
    status: int = 200,
    /,
    *,
    is_swapped: bool = False,
    base: str | None = None,
    clash: Clash | None = None,
    **said: object,
) -> Response:
    """`said`: what the page has to say: saved, error, line, conflicts. `is_swapped`: into a page that has the text."""
    return studio_page(
        "_editor" if is_swapped else "editor",
        taught.person,
        status,
        taught=taught,
        version=version,
        file=version.file,
        file_title=title_of(version.file, version.shown),
        text=text,
        is_kept=text == text_of_source(version.shown),
        base=version.digest if base is None else base,
        disk=disk_digest(version),
        saver=_name_of(session, version),
        published=None if is_swapped else published_at(session, taught.path, version.file),
        tools=None if is_swapped else tools_of(session, taught.path, version.file),
        clash=clash,
        is_swapped=is_swapped,
        **{"saved": "", "error": "", "line": 0, "conflicts": None, **said},
    )


def published_at(session: Session, path: Path, file: str) -> str:
    """Where everybody reads a file by itself; empty of what is not published, is asked one by one, or shares a page."""
    page = select(Page.kind).where(Page.path_id == path.id, Page.file == file, Page.retired_at.is_(None))
    return address(path.slug, Target(file)) if session.scalar(page) in READ_ALONE else ""


def _clash(theirs: bytes | None, by: str, mine: str, since: str) -> Clash:
    text = text_of_source(theirs or b"") or ""
    return Clash(text, by, theirs is None, since, compare(text, mine))


def _name_of(session: Session, version: Version) -> str:
    user = session.get(User, version.draft.saved_by) if version.draft else None
    return (user.name or user.email or "") if user else ""
