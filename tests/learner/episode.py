"""An episode of two minutes laid into the small path: two chapters, each about a section; and where one stops in it."""

import hashlib
import re

from sqlalchemy.orm import Session

from app.content.documents import EpisodeBody
from app.models import Blob, Page, Path, Revision
from tests.content.mp3s import silence
from tests.learner.folder import Laid, lay_item, lay_page
from tests.learner.person import Person

LENGTH = 120.0
STARTS = {"game": 0.5, "objective": 60.0}


def lay_episode(session: Session, laid: Laid) -> str:
    """The public id of the episode."""
    path = session.get_one(Path, laid.path_id)
    page = lay_page(session, path, "podcast", "episode", 9, "Two voices", sections=tuple(STARTS), front={"voices": {}})
    page.sections = [
        {**section, "start": STARTS[section["anchor"]], "see": [f"gan.md#{section['anchor']}"]}
        for section in page.sections
    ]
    sound = silence(LENGTH)
    sha256 = hashlib.sha256(sound).hexdigest()
    if session.get(Blob, sha256) is None:
        session.add(Blob(sha256=sha256, content=sound))
    session.get_one(Revision, path.revision_id).manifest = {"episode.mp3": sha256}
    return lay_item(session, page, "episode", "", 0, EpisodeBody(heading="Two voices", source="")).public_id


def page_of(session: Session) -> Page:
    return session.query(Page).filter_by(kind="podcast").one()


def nonce_of(person: Person) -> str:
    found = re.search(r'data-nonce="([^"]+)"', mine(person))
    assert found
    return found[1]


def mine(person: Person, at: str = "podcast") -> str:
    return person.open(f"/paths/generative-ai/mine?at={at}&revision=3")


def listen(person: Person, episode: str, second: object, nonce: str = "") -> int:
    sent = {"nonce": nonce or nonce_of(person), "second": str(second)}
    return person.post(f"/items/{episode}/listens", data=sent).status_code
