"""The annotated sources of a path."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.content.documents import ResourceBody
from app.library import Place, items_of, seen_by
from app.models import Path

MOST_NAMES = 3


@dataclass(frozen=True)
class Resource:
    """A source: what it is and why to read it, how hard it is (1 to 5), and the section to read before it."""

    anchor: str
    public_id: str
    body: ResourceBody
    level: int | None
    after: Place | None

    @property
    def why(self) -> Markup:
        return Markup(self.body.why_html)

    @property
    def authors(self) -> tuple[str, ...]:
        """The first few names; whether that is all of them says `is_abridged`."""
        return self.body.authors if len(self.body.authors) <= MOST_NAMES else self.body.authors[:1]

    @property
    def is_abridged(self) -> bool:
        return len(self.body.authors) > MOST_NAMES


def resources_of(session: Session, path: Path) -> tuple[Resource, ...]:
    seen = seen_by(session, path)
    anchors = {
        (item.page_id, section["key"]): section["anchor"]
        for item in items_of(session, path, "resource")
        for section in item.page.sections
    }
    return tuple(
        Resource(
            anchor=anchors.get((item.page_id, item.key), item.public_id),
            public_id=item.public_id,
            body=item.version.body,
            level=item.level,
            after=seen.get(item.id),
        )
        for item in items_of(session, path, "resource")
        if isinstance(item.version.body, ResourceBody)
    )
