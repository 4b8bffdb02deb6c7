"""Role × endpoint × visibility: who is let in is what the table says, and everybody else is told 404, never 403."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path as FolderPath
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.content.documents import EpisodeBody, ResourceBody
from app.models import (
    Answer,
    Blob,
    Enrolment,
    Flag,
    Invitation,
    Item,
    Membership,
    Path,
    Review,
    Revision,
    Sitting,
    User,
    uuid7,
)
from app.progress.memory import SCHEDULER_NAME
from tests.access.conftest import People
from tests.access.doors import DOORS, KEYS, PATHS, PEOPLE, Door
from tests.learner.folder import Laid, lay_item, lay_page
from tests.learner.person import Person
from tests.pages.client import OURS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SHA256 = KEYS["digest"].ljust(64, "0")
ROLES = {"server instructor": "instructor", "admin": "admin"}


@dataclass
class House:
    """Everybody in PEOPLE before each of PATHS: their browsers, and by path their own records and its items."""

    browsers: dict[str, Person] = field(default_factory=dict)
    items: dict[str, dict[str, str]] = field(default_factory=dict)
    records: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    learners: dict[str, str] = field(default_factory=dict)

    def address(self, route: str, door: Door, path: str, person: str) -> str:
        """The route's address in this path; a stranger asks for a record of the admin's, having none."""
        room = route.split("/")[1]
        records = self.records[path, "admin" if person == "stranger" else person]
        filled = {**KEYS, "file": door.file, "path": path, "token": f"invitation-{path}", "person": self.learners[path]}
        filled["id"] = records.get(room, self.items[path].get(door.item, ""))
        return re.sub(r"\{(\w+)(:path)?\}", lambda brace: filled[brace[1]], route.partition(" ")[2]) + door.query


@pytest.fixture
def house(few: People, folder: Callable[..., FolderPath]) -> House:
    house = House()
    files = {"path.md": "---\ntitle: GANs\n---\n", "lessons/gan.md": "---\ntitle: GAN\n---\n", Door.file: "<svg/>"}
    root = folder({f"{slug}/{file}": text for slug in PATHS for file, text in files.items()})
    few.app.state.settings.content_dir = str(root)
    for name in PEOPLE:
        house.browsers[name] = few.meet("" if name == "stranger" else name, role=ROLES.get(name, "learner"))
    for slug in PATHS:
        laid = few.lay(slug, "private" if slug == "lost" else slug)
        with few.database.writing() as session:
            house.items[slug] = furnish(session, laid)
            users = {user.name: user for user in session.scalars(select(User))}
            house.learners[slug] = str(users["path learner"].id)
            session.add(Enrolment(user_id=users["path learner"].id, path_id=laid.path_id))
            house.items[slug]["learner"] = house.learners[slug]
            for name, user in users.items():
                role = name.removeprefix("path ")
                if role != name and (slug in ("public", "private") or role != "owner"):
                    session.add(Membership(path_id=laid.path_id, user_id=user.id, role=role))
                house.records[slug, name] = keep_records(session, laid, user)
            house.items[slug]["flag"] = house.records[slug, "path learner"]["flags"]
            session.add(
                Invitation(
                    token=f"invitation-{slug}",
                    path_id=laid.path_id,
                    role="owner",
                    made_by=users["admin"].id,
                    withdrawn_at=NOW,
                )
            )
    return house


def furnish(session: Session, laid: Laid) -> dict[str, str]:
    """Adds what the small path has not: a figure, a podcast, resources, a glossary. One item of each kind."""
    path = session.get_one(Path, laid.path_id)
    if session.get(Blob, SHA256) is None:
        session.add(Blob(sha256=SHA256, content=b"<svg/>"))
    session.get_one(Revision, path.revision_id).manifest = {Door.file: SHA256}
    pages = {kind: lay_page(session, path, kind, kind, 9, kind) for kind in ("podcast", "resources", "glossary")}
    resource = lay_item(
        session, pages["resources"], "resource", "r", 0, ResourceBody(heading="R", source="", why_html="")
    )
    episode = lay_item(session, pages["podcast"], "episode", "e", 0, EpisodeBody(heading="E", source=""))
    return {
        "question": laid.questions["single"],
        "card": laid.cards[0],
        "section": laid.sections[0],
        "resource": resource.public_id,
        "episode": episode.public_id,
    }


def keep_records(session: Session, laid: Laid, user: User) -> dict[str, str]:
    """A sitting, an answer, a review and a flag of theirs: its id by the room of its address."""
    question = session.scalars(select(Item).where(Item.public_id == laid.questions["single"])).one()
    card = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
    ids = {room: uuid7() for room in ("sittings", "answers", "reviews", "flags")}
    mine: dict[str, Any] = {"user_id": user.id}

    def about(item: Item, room: str) -> dict[str, Any]:
        id = ids[room]
        return {**mine, "id": id, "item_id": item.id, "version_id": item.version_id, "idempotency_key": str(id)}

    session.execute(
        insert(Sitting).values(
            **mine,
            id=ids["sittings"],
            page_id=question.page_id,
            scope="all",
            seed="0" * 32,
            questions=[question.id],
            idempotency_key=str(ids["sittings"]),
        )
    )
    session.execute(insert(Answer).values(**about(question, "answers"), seed="0" * 32, given=["keya"], correctness=1))
    rated = {"lineage": card.lineage, "rating": 3, "scheduler": SCHEDULER_NAME}
    session.execute(insert(Review).values(**about(card, "reviews"), **rated))
    session.execute(insert(Flag).values(**about(question, "flags"), kind="wrong"))
    return {room: str(id) for room, id in ids.items()}


def routes_of(app: FastAPI) -> Iterator[str]:
    """Every route of the app, of each of its rooms, as the table names it."""
    for room in app.routes:
        included: Any = getattr(room, "original_router", None)
        routes: list[Any] = included.routes if included else [room]
        for route in routes:
            for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
                yield f"{method} {route.path}"


def test_every_endpoint_is_decided(few: People) -> None:
    routes = set(routes_of(few.app))
    assert not routes - DOORS.keys(), "new endpoints: say in tests/access/doors.py who may come in"
    assert not DOORS.keys() - routes, "endpoints that are no more: take them out of tests/access/doors.py"


def test_everybody_is_let_in_where_the_table_says_and_nowhere_else(house: House) -> None:
    wrong = []
    for route, door in DOORS.items():
        method = route.partition(" ")[0]
        for path, lets_in in zip(PATHS, door.lets_in, strict=True):
            for person in PEOPLE:
                address = house.address(route, door, path, person)
                response = house.browsers[person].ask(method, address, headers=OURS)
                # What a form lacks is said to whoever may send it, and nobody else hears of it.
                is_in = response.status_code < 500 and response.status_code not in (401, 403, 404)
                may_come = person in lets_in
                is_right = is_in == (may_come and not door.is_empty)
                is_told = door.is_told and response.status_code == 403
                if not is_right or not (may_come or is_told or is_nowhere(response.text)):
                    wrong.append(f"{route}: {path} path, {person}: {response.status_code}")
            if "{" not in route:
                break
    assert not wrong, wrong


def test_what_another_has_done_is_there_for_nobody_else(house: House) -> None:
    for route, door in DOORS.items():
        method, _, address = route.partition(" ")
        if address.split("/")[1] in house.records["public", "admin"] and "{id}" in address:
            theirs = house.address(route, door, "public", "path learner")
            for person in ("admin", "path owner", "learner"):
                response = house.browsers[person].ask(method, theirs, headers=OURS)
                assert response.status_code == 404, f"{route}: {person}"


def is_nowhere(html: str) -> bool:
    """The page for an address that never was one, and no word of what it might have been."""
    return "The trail ends here" in html and not any(f"/paths/{path}" in html for path in PATHS)
