"""Who belongs to a path leaves it by themselves: what they did stays theirs, and the last owner stays."""

from datetime import date

from sqlalchemy import select

from app.models import Enrolment, Exam, Membership, Review, User
from tests.access.conftest import People
from tests.access.test_hidden_paths import make_due
from tests.access.test_members import roles
from tests.learner.person import Form

LANDING = "/paths/seminar"
LEAVING = f"{LANDING}/leaving"


def test_a_learner_is_told_what_it_means_leaves_and_keeps_what_they_did(people: People) -> None:
    laid = people.lay("seminar", "private")
    people.meet("Ines", {"seminar": "owner"})
    maria = people.meet("Maria", {"seminar": "learner"})
    maria.rate(laid.cards[0], 3)
    assert f'href="{LEAVING}"' in maria.open("/progress")
    assert f'href="{LEAVING}"' in maria.open("/profile")
    page = maria.open(LEAVING)
    assert "there is no such path for you" in page
    assert "Your answers, reviews, notes and flags stay yours" in page
    assert roles(people) == {"Ines": "owner", "Maria": "learner"}
    left = maria.send(Form(page, LEAVING))
    assert "You have left the path." in maria.follow(left)
    assert roles(people) == {"Ines": "owner"}
    for address in (LANDING, LEAVING, f"/items/{laid.cards[0]}"):
        maria.open(address, 404)
    assert maria.post(LEAVING).status_code == 404
    assert "Front 0" in maria.open("/history")
    assert "seminar" not in maria.open("/profile").lower()


def test_who_only_began_a_path_is_asked_about_it_no_more_until_they_begin_again(people: People) -> None:
    laid, other = people.lay("seminar"), people.lay("other")
    maria = people.meet()
    maria.open(LEAVING, 404)
    maria.rate(other.cards[0], 3)
    maria.rate(laid.cards[0], 3)
    make_due(people)
    with people.database.writing() as session:
        began = session.scalars(select(Enrolment).where(Enrolment.path_id == laid.path_id)).one()
        session.add(Exam(user_id=began.user_id, path_id=began.path_id, on_day=date(2026, 6, 12)))
    assert "<b>2</b> items are due" in maria.open("/progress")
    page = maria.open(LEAVING)
    assert "there is no such path for you" not in page
    left = maria.send(Form(page, LEAVING))
    # A double click: who is gone already is told the same.
    assert maria.send(Form(page, LEAVING)).headers["location"] == left.headers["location"]
    maria.follow(left)
    assert "<b>1</b> item is due" in maria.open("/progress")
    maria.open(LANDING)
    with people.database.reading() as session:
        assert session.scalars(select(Enrolment.path_id)).all() == [other.path_id]
        assert session.scalars(select(Exam)).all() == []
        assert len(session.scalars(select(Review)).all()) == 2
    maria.rate(laid.cards[1], 3)
    assert "<b>2</b> items are due" in maria.open("/progress")


def test_an_owner_leaves_where_there_is_another_and_the_last_is_told_why_not(people: People) -> None:
    people.lay("seminar")
    ines = people.meet("Ines", {"seminar": "owner"})
    people.meet("Ben", {"seminar": "instructor"})
    page = ines.open(LEAVING)
    assert "You are its only owner" in page
    assert 'href="/studio/paths/seminar/members"' in page
    assert f'action="{LEAVING}"' not in page
    refused = ines.post(LEAVING)
    assert (refused.status_code, "You are its only owner" in refused.text) == (409, True)
    assert roles(people) == {"Ines": "owner", "Ben": "instructor"}
    with people.database.writing() as session:
        ben = session.scalars(select(User.id).where(User.name == "Ben")).one()
        session.scalars(select(Membership).where(Membership.user_id == ben)).one().role = "owner"
    page = ines.open(LEAVING)
    assert "You do not teach it any more" in page
    ines.follow(ines.send(Form(page, LEAVING)))
    assert roles(people) == {"Ben": "owner"}


def test_whoever_has_no_part_in_a_path_has_none_to_give_up(few: People) -> None:
    few.lay("seminar")
    few.lay("hidden", "private")
    few.meet("Ines", {"seminar": "owner"})
    people = (few.meet(), few.meet("Chen"), few.meet("Ada", role="admin"))
    # To whoever is known it is as if they had left already.
    for person, status in zip(people, (404, 303, 303), strict=True):
        person.open(LEAVING, 404)
        assert person.post(LEAVING).status_code == status
    assert few.meet("Mo").post("/paths/hidden/leaving").status_code == 404
    assert roles(few) == {"Ines": "owner"}
