"""Somebody is invited into a path, by a link or by email, and takes it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.emails import read_email
from app.models import Invitation, Path, User, now
from app.studio.inviting import State, state_of
from tests.access.conftest import People
from tests.access.test_members import ROOM, change, roles
from tests.learner.person import Form, Person

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TITLE = "Path seminar"


def inviting(owner: Person) -> Form:
    """The form to invite somebody with, which stands below those that withdraw."""
    _, form, rest = owner.open(ROOM).partition('<form class="members__form" action="/studio/paths/seminar/invitations"')
    return Form(form + rest, "/invitations")


def invite(owner: Person, role: str = "learner", **fields: str) -> str:
    """The address of the invitation that was made."""
    response = owner.send(inviting(owner), {"role": role, **fields})
    assert response.status_code == 303, response.text
    found = re.search(r'value="http://cairn.test(/invitations/\w+)"', owner.follow(response))
    assert found
    return found[1]


def test_whoever_has_the_link_is_in_and_learns(people: People) -> None:
    laid = people.lay("seminar", "private")
    ines, maria = people.meet("Ines", {"seminar": "owner"}), people.meet("Maria")
    link = invite(ines)
    html = maria.open(link)
    assert TITLE in html
    assert "Ines invites you to learn" in html
    maria.open("/paths/seminar", 404)
    for _ in range(2):
        assert TITLE in maria.follow(maria.send(Form(html, link)))
    assert roles(people) == {"Ines": "owner", "Maria": "learner"}
    maria.rate(laid.cards[0], 3)
    assert TITLE in maria.open("/progress")
    assert f"You belong to “{TITLE}” already" in maria.open(link)
    maria.open(ROOM, 404)


def test_who_is_not_signed_in_is_sent_there_and_back(few: People) -> None:
    few.lay("seminar", "private")
    link = invite(few.meet("Ines", {"seminar": "owner"}))
    chen = few.meet()
    html = chen.open(link)
    assert TITLE in html
    assert f'href="/sign-in?next={link}"' in html
    assert f'href="/sign-up?next={link}"' in html
    assert f'action="{link}"' not in html
    assert "/sign-in?next=" in chen.post(link).text
    assert roles(few) == {"Ines": "owner"}


def test_one_by_email_is_for_that_account_alone(people: People) -> None:
    people.lay("seminar", "private")
    ines = people.meet("Ines", {"seminar": "owner"})
    link = invite(ines, "owner", email=" Maria@Example.org")
    assert "only maria@example.org" in ines.open(ROOM)
    maria, ben, chen = people.meet("Maria"), people.meet("Ben"), people.meet()
    for other, status in ((ben, 404), (chen, 200)):
        assert TITLE not in other.open(link, status)
        assert TITLE not in other.post(link).text
    assert "Ines invites you to own" in maria.open(link)
    assert maria.post(link).status_code == 303
    assert roles(people) == {"Ines": "owner", "Maria": "owner"}
    assert "maria@example.org</p>" not in ines.open(ROOM)


def test_one_mailbox_is_one_email_however_it_is_written(few: People) -> None:
    few.lay("seminar", "private")
    ines, maria = few.meet("Ines", {"seminar": "owner"}), few.meet("Maria")
    with few.database.writing() as session:
        session.execute(update(User).where(User.name == "Maria").values(email=read_email("Groß@Bücher.example")))
    assert maria.post(invite(ines, email=" groß@BÜCHER.example")).status_code == 303
    assert roles(few) == {"Ines": "owner", "Maria": "learner"}


def test_it_never_makes_somebody_less(people: People) -> None:
    people.lay("seminar")
    ines, ada = people.meet("Ines", {"seminar": "owner"}), people.meet("Ada", {"seminar": "learner"})
    assert ines.post(invite(ines)).status_code == 303
    assert ada.post(invite(ines, "instructor")).headers["location"] == "/studio"
    assert ada.post(invite(ines)).status_code == 303
    assert roles(people) == {"Ines": "owner", "Ada": "instructor"}


def test_what_is_over_says_so_and_not_of_what(people: People) -> None:
    people.lay("seminar", "private")
    ines, maria = people.meet("Ines", {"seminar": "owner"}), people.meet("Maria")
    withdrawn, ended = invite(ines), invite(ines, ends_on=now().date().isoformat())
    assert ines.follow(ines.send(Form(ines.open(ROOM), f"{withdrawn[1:]}?method=delete"))).count("copy-link class") == 1
    with people.database.writing() as session:
        session.execute(update(Invitation).where(Invitation.ends_at.is_not(None)).values(ends_at=now()))
    for link, status, said in (
        (withdrawn, 410, "This invitation was withdrawn"),
        (ended, 410, "This invitation has ended"),
        ("/invitations/0123456789abcdef", 404, "There is no such invitation"),
    ):
        for response in (maria.get(link), maria.post(link)):
            assert response.status_code == status
            assert said in response.text
            assert TITLE not in response.text
    assert roles(people) == {"Ines": "owner"}


def test_who_was_removed_cannot_come_back_by_the_old_link(people: People) -> None:
    people.lay("seminar", "private")
    ines, maria = people.meet("Ines", {"seminar": "owner"}), people.meet("Maria")
    link, mine, other = (
        invite(ines, "instructor"),
        invite(ines, email="maria@example.org"),
        invite(ines, email="x@y.org"),
    )
    maria.post(link)
    assert change(people, ines, "Maria", role="learner") == 303
    assert maria.post(link).status_code == 410
    assert roles(people)["Maria"] == "learner"
    assert change(people, ines, "Maria", remove="1") == 303
    for address in (link, mine):
        assert maria.post(address).status_code == 410
    maria.open("/paths/seminar", 404)
    assert roles(people) == {"Ines": "owner"}
    assert other in ines.open(ROOM)


def test_a_form_sent_twice_is_one_invitation(people: People) -> None:
    people.lay("seminar")
    ines = people.meet("Ines", {"seminar": "owner"})
    form = inviting(ines)
    assert [ines.send(form, {"role": "learner"}).status_code for _ in range(2)] == [303, 303]
    assert ines.open(ROOM).count('<li class="invitation') == 1
    with people.database.reading() as session:
        token = session.scalars(select(Invitation.token)).one()
    assert token not in form.hidden["nonce"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "king"}, "Say what they are invited to be."),
        ({"role": "owner"}, "An owner is invited by email"),
        ({"role": "learner", "email": "maria"}, "This is no email address"),
        ({"role": "learner", "email": f"{'m' * 250}@example.org"}, "This is no email address"),
        ({"role": "learner", "ends_on": "soon"}, "This is no day"),
        ({"role": "learner", "ends_on": "2020-01-01"}, "Choose a day from today on"),
        ({"role": "learner", "ends_on": "2999-01-01"}, "Choose a day from today on"),
        ({"role": "learner", "nonce": "not ours"}, "This form did not come from here"),
    ],
)
def test_what_cannot_be_is_refused_and_the_form_stays(few: People, fields: dict[str, str], said: str) -> None:
    few.lay("seminar")
    ines = few.meet("Ines", {"seminar": "owner"})
    response = ines.send(inviting(ines), fields)
    assert response.status_code == 422
    assert said in response.text
    assert fields.get("email", "") in response.text
    assert '<li class="invitation' not in ines.open(ROOM)


def test_an_invitation_belongs_to_its_path(few: People) -> None:
    few.lay("seminar")
    few.lay("other")
    ines, ben = few.meet("Ines", {"seminar": "owner"}), few.meet("Ben", {"other": "owner"})
    token = invite(ines).rpartition("/")[2]
    assert ben.post(f"/studio/paths/other/invitations/{token}?method=delete").status_code == 404
    assert ben.post(f"/studio/paths/seminar/invitations/{token}?method=delete").status_code == 404
    assert ines.post(f"/studio/paths/seminar/invitations/{token}").status_code == 405
    assert token in ines.open(ROOM)
    with few.database.writing() as session:
        session.execute(update(Path).values(retired_at=now()))
    few.meet("Maria").open(f"/invitations/{token}", 404)


def test_how_it_stands_is_one_table() -> None:
    later, earlier = NOW + timedelta(days=1), NOW - timedelta(days=1)
    cases: list[tuple[dict[str, object], State]] = [
        ({}, "open"),
        ({"ends_at": later}, "open"),
        ({"ends_at": NOW}, "ended"),
        ({"withdrawn_at": earlier}, "withdrawn"),
        ({"withdrawn_at": earlier, "ends_at": earlier}, "withdrawn"),
        ({"opened_by": ""}, "sign in"),
        ({"opened_by": "", "email": "maria@example.org"}, "sign in"),
        ({"opened_by": "", "ends_at": earlier}, "ended"),
        ({"email": "maria@example.org"}, "open"),
        ({"email": "ben@example.org"}, "not yours"),
        ({"email": "ben@example.org", "opener_is": "instructor"}, "member"),
        ({"opener_is": "learner"}, "open"),
        ({"opener_is": "instructor"}, "member"),
        ({"opener_is": "owner", "withdrawn_at": earlier}, "member"),
    ]
    usual = {"role": "instructor", "email": None, "ends_at": None, "withdrawn_at": None, "opener_is": "", "now": NOW}
    for differs, state in cases:
        asked = {**usual, "opened_by": "Maria@example.org", **differs}
        assert state_of(**asked) == state, differs  # type: ignore[arg-type]
