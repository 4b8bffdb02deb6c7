"""The ways from what learners see to the text behind it, for those who teach a path and for nobody else."""

from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.accounts.roles import Right, may
from app.library import pages_of, standing_of
from app.models import Item, Page, Path

# Pages that are made of one file of a kind, by their names below the path's address.
_KINDS = {"flashcards": "deck", "podcast": "podcast", "resources": "resources", "glossary": "glossary"}
LESSON = "lessons/"


def edit_href(slug: str, file: str, line: int = 0) -> str:
    """The editor of the studio, on a line; 0: where it begins."""
    return f"/studio/paths/{slug}/files/{quote(file)}{f'#L{line}' if line else ''}"


def way_to_page(session: Session, path: Path, person: Learner | None, at: str) -> str:
    """Where the page `at`, a name below the path's address, is edited: a page of many files in their list. Empty for
    who may not teach the path."""
    if not may(Right.TEACH, standing_of(session, path, person)):
        return ""
    if at == "landing":
        return edit_href(path.slug, "path.md")
    if at.startswith(LESSON):
        pages = [page for page in pages_of(session, path, "lesson") if page.slug == at.removeprefix(LESSON)]
    else:
        pages = list(pages_of(session, path, _KINDS.get(at, "")))
    return edit_href(path.slug, pages[0].file) if len(pages) == 1 else f"/studio/paths/{path.slug}"


def way_to_file(session: Session, path: Path, person: Learner | None, file: str) -> str:
    """Where a file is edited; empty for who may not teach the path."""
    return edit_href(path.slug, file) if may(Right.TEACH, standing_of(session, path, person)) else ""


def way_to_item(session: Session, person: Learner | None, item_id: int) -> str:
    """Where a section, card or question is edited: at its line. Empty for who may not teach its path, and for what was
    taken out of it."""
    found = session.execute(
        select(Path, Page.file, Item.line)
        .join(Item, Item.path_id == Path.id)
        .join(Page, Page.id == Item.page_id)
        .where(Item.id == item_id, Item.retired_at.is_(None), Page.retired_at.is_(None))
    ).one_or_none()
    if person is None or found is None or not may(Right.TEACH, standing_of(session, found.Path, person)):
        return ""
    return edit_href(found.Path.slug, found.file, found.line)
