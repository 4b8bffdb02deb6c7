"""Owners choose who belongs to a path, and who may see it."""

import re

from sqlalchemy import func, select

from app.models import Invitation, Membership, Path, User
from tests.access.conftest import People
from tests.learner.person import HTMX, Form, Person
from tests.pages.client import OURS

ROOM = "/studio/paths/seminar/members"


def roles(people: People) -> dict[str, str]:
    with people.database.reading() as session:
        rows = session.execute(select(User.name, Membership.role).join(Membership, Membership.user_id == User.id))
        return dict(rows.all())


def change(people: People, owner: Person, name: str, **fields: str) -> int:
    form = Form(owner.open(ROOM), f"{ROOM}/{people.id_of(name)}")
    return owner.send(form, fields).status_code


def test_an_owner_sees_the_members_and_changes_what_they_are(people: People) -> None:
    people.lay("seminar")
    ines = people.meet("Ines", {"seminar": "owner"})
    people.meet("Ben", {"seminar": "learner"})
    people.meet("Ada", {"seminar": "instructor"})
    names = re.findall(r'class="member__name">(\w+)<', ines.open(ROOM))
    assert names == ["Ines", "Ada", "Ben"]
    assert change(people, ines, "Ben", role="instructor") == 303
    assert change(people, ines, "Ada", remove="1") == 303
    assert roles(people) == {"Ines": "owner", "Ben": "instructor"}
    assert change(people, ines, "Ben", role="king") == 409
    assert ines.post(f"{ROOM}/{people.id_of('Ada')}", data={"role": "owner"}).status_code == 404
    assert ines.post(f"{ROOM}/nobody", data={"remove": "1"}).status_code == 404
    assert roles(people) == {"Ines": "owner", "Ben": "instructor"}


def test_htmx_gets_the_part_that_changed(few: People) -> None:
    few.lay("seminar")
    ines = few.meet("Ines", {"seminar": "owner"})
    response = ines.post(f"{ROOM}/{few.id_of('Ines')}", data={"role": "learner"}, headers={**OURS, **HTMX})
    assert response.status_code == 409
    assert response.text.startswith('<div class="members" id="members">')
    assert "This is the last owner." in response.text


def test_the_last_owner_stays_until_there_is_another(people: People) -> None:
    people.lay("seminar")
    ines, ada = people.meet("Ines", {"seminar": "owner"}), people.meet("Ada", role="admin")
    people.meet("Ben", {"seminar": "instructor"})
    for person in (ines, ada):
        assert change(people, person, "Ines", remove="1") == 409
        assert change(people, person, "Ines", role="instructor") == 409
    assert ada.post(ROOM, data={"email": "ines@example.org", "role": "learner"}).status_code == 422
    assert roles(people) == {"Ines": "owner", "Ben": "instructor"}
    assert change(people, ines, "Ben", role="owner") == 303
    response = ines.post(f"{ROOM}/{people.id_of('Ines')}", data={"remove": "1"})
    assert response.headers["location"] == "/"
    ines.open(ROOM, 404)
    assert roles(people) == {"Ben": "owner"}


def test_an_admin_makes_somebody_the_owner_and_an_owner_cannot(few: People) -> None:
    few.lay("seminar")
    ada, ines = few.meet("Ada", role="admin"), few.meet("Ines", role="instructor")
    assert "Nobody owns this path" in ada.open(ROOM)
    ines.open(ROOM, 404)
    assert ada.post(ROOM, data={"email": "nobody@example.org", "role": "owner"}).status_code == 422
    assert ada.post(ROOM, data={"email": "INES@example.org ", "role": "owner"}).status_code == 303
    assert "Nobody owns this path" not in ada.open(ROOM)
    assert "Make somebody a member at once" not in ines.open(ROOM)
    assert ines.post(ROOM, data={"email": "ada@example.org", "role": "learner"}).status_code == 404
    assert roles(few) == {"Ines": "owner"}


def test_a_private_path_without_an_owner_is_for_its_members_and_waits_for_an_admin(few: People) -> None:
    few.lay("seminar", "private")
    ada, chen = few.meet("Ada", role="admin"), few.meet("Chen", role="instructor")
    ines, ben = few.meet("Ines", {"seminar": "instructor"}), few.meet("Ben", {"seminar": "learner"})
    for address in ("/paths/seminar", "/studio/paths/seminar/class"):
        chen.open(address, 404)
        ines.open(address)
    ben.open("/paths/seminar")
    assert "seminar" not in chen.open("/studio").lower()
    assert "until it has an owner, only admins choose its members" in ada.open(ROOM)
    assert "has no owner" in ada.open("/studio/admin/paths")
    assert change(few, ada, "Ines", role="owner") == 303
    assert "until it has an owner" not in ines.open(ROOM)
    chen.open("/paths/seminar", 404)


def test_an_owner_chooses_who_may_see_it(few: People) -> None:
    few.lay("seminar")
    ines, chen = few.meet("Ines", {"seminar": "owner"}), few.meet()
    for visibility, status in (("private", 404), ("unlisted", 200), ("public", 200)):
        form = Form(ines.open(ROOM), "/visibility")
        assert ines.send(form, {"visibility": visibility}).status_code == 303
        few.app.state.public.refresh()
        chen.open("/paths/seminar", status)
        ines.open("/paths/seminar")
    assert ines.post("/studio/paths/seminar/visibility", data={"visibility": "secret"}).status_code == 422
    with few.database.reading() as session:
        assert session.scalar(select(Path.visibility)) == "public"


def test_a_role_taken_away_while_the_form_is_open_writes_nothing(people: People) -> None:
    people.lay("seminar")
    ines, ada = people.meet("Ines", {"seminar": "owner"}), people.meet("Ada", {"seminar": "owner"})
    html = ines.open(ROOM)
    forms = [Form(html, text) for text in ("/invitations", "/visibility", f"{ROOM}/{people.id_of('Ada')}")]
    assert change(people, ada, "Ines", role="instructor") == 303
    for form in forms:
        response = ines.send(form, {"role": "learner", "visibility": "private", "remove": "1"})
        assert response.status_code == 404
    assert roles(people) == {"Ines": "instructor", "Ada": "owner"}
    with people.database.reading() as session:
        assert session.scalar(select(Path.visibility)) == "public"
        assert session.scalar(select(func.count()).select_from(Invitation)) == 0
