"""A person takes everything with them, and leaves: what counts for others stays, without them."""

import json
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from app.accounts.learners import Learner
from app.accounts.roles import Right, may
from app.accounts.tries import subject_of_email
from app.db import Database
from app.library import standing_of
from app.models import (
    Answer,
    Base,
    Flag,
    Invitation,
    Item,
    LoginSession,
    Membership,
    Note,
    Path,
    Reset,
    Revision,
    Sitting,
    Suggestion,
    Try,
    User,
)
from app.progress.everything import TOLD, UNTOLD
from tests.learner.folder import SECRET, Laid, lay_path
from tests.learner.person import Form, Person
from tests.people.doors import EMAIL, PASSWORD, sign_in, sign_up
from tests.people.test_joining import learn, user_of

TYPED = "What only Maria would write"


def learn_much(maria: Person, laid: Laid, database: Database) -> Any:
    sign_up(maria, name="Maria Merian")
    learn(maria, laid)
    maria.answer(laid.questions["single"], "What it shows", confidence="2")
    maria.answer(laid.questions["text"], TYPED)
    hers = user_of(database, maria)
    with database.writing() as session:
        item = session.scalars(select(Item).where(Item.public_id == laid.sections[0])).one()
        guessed = session.scalars(select(Item).where(Item.public_id == laid.questions["ordering"])).one()
        begun = {"page_id": guessed.page_id, "scope": "pretest", "seed": "", "questions": [guessed.id]}
        session.add(pretest := Sitting(user_id=hers, idempotency_key="p", **begun))
        session.flush()
        guess: dict[str, Any] = {
            "item_id": guessed.id,
            "version_id": guessed.version_id,
            "seed": "",
            "given": [],
            "correctness": 0.0,
        }
        session.add(Answer(user_id=hers, sitting_id=pretest.id, idempotency_key="g", **guess))
        session.add(Note(user_id=hers, item_id=item.id, text=TYPED))
        flag = {"kind": "wrong", "idempotency_key": "f", "version_id": item.version_id}
        session.add(Flag(user_id=hers, item_id=item.id, note=TYPED, **flag))
        offered = {"path_id": laid.path_id, "clone_id": laid.path_id, "files": {}, "note": "", "author": "Maria Merian"}
        base = session.scalars(select(Revision.id)).one()
        session.add(Suggestion(made_by=hers, base_revision_id=base, **offered))
        session.add(Reset(token_digest="d", user_id=hers, ends_at=item.version.created_at))
    return hers


def test_everything_is_told_in_words_and_nothing_that_is_to_be_recalled(
    maria: Person, chen: Person, laid: Laid, database: Database
) -> None:
    learn_much(maria, laid, database)
    response = maria.get("/profile/everything.json")
    assert response.headers["cache-control"] == "no-store"
    told = json.loads(response.text)
    # Every table that names a person is told, and every column that is not held back for a reason.
    naming = {t.name for t in Base.metadata.tables.values() for k in t.foreign_keys if k.column.table.name == "users"}
    assert set(told) == naming | {"users"} == {model.__tablename__ for model, _ in TOLD}
    (user,) = told["users"]
    assert (user["email"], user["name"]) == (EMAIL, "Maria Merian")
    assert {"What does the discriminator say?", "Which trick?"} <= {answer["about"] for answer in told["answers"]}
    assert [answer["given"] for answer in told["answers"] if answer["about"] == "Which trick?"] == [[TYPED]]
    assert ["What it shows"] in [answer["given"] for answer in told["answers"]]
    assert {review["about"] for review in told["reviews"]} >= {"Front 0", "Front 1"}
    assert told["notes"][0]["text"] == told["flags"][0]["note"] == TYPED
    assert told["enrolments"][0]["path"] == "generative-ai"
    for untold in (SECRET, "argon2", maria.cookies["cairn"], *(f'"{name}"' for name in UNTOLD)):
        assert untold not in response.text, untold
    assert chen.get("/profile/everything.json").status_code == 404
    sign_up(chen, "chen@example.org")
    assert TYPED not in chen.open("/profile/everything.json")


def test_what_they_remember_is_told_in_the_words_of_the_path_they_answered_in(
    maria: Person, laid: Laid, database: Database
) -> None:
    sign_up(maria)
    learn(maria, laid)
    with database.writing() as session:
        # A copy in which the same cards have other words, and which is not for her.
        other = lay_path(session, slug="secret")
        session.get_one(Path, other.path_id).visibility = "private"
        for mine, theirs in zip(laid.cards, other.cards, strict=True):
            item, copy = (session.scalars(select(Item).where(Item.public_id == id)).one() for id in (mine, theirs))
            copy.lineage = item.lineage
            copy.version.body = copy.version.body.model_copy(update={"heading": "Only for members"})
    told = json.loads(maria.open("/profile/everything.json"))
    assert {memory["about"] for memory in told["memories"]} >= {"Front 0", "Front 1"}
    assert "Only for members" not in json.dumps(told)


def test_their_email_leaves_with_them_from_what_they_were_invited_to(
    maria: Person, laid: Laid, database: Database
) -> None:
    hers = learn_much(maria, laid, database)
    with database.writing() as session:
        for token, email in (("hers", EMAIL), ("bens", "ben@example.org"), ("link", None)):
            session.add(Invitation(token=token, path_id=laid.path_id, role="learner", email=email, made_by=hers))
    maria.send(Form(maria.open("/profile/leaving"), "/profile/leaving"), {"password": PASSWORD})
    with database.reading() as session:
        assert set(session.scalars(select(Invitation.token))) == {"bens", "link"}


def test_who_leaves_is_gone_and_their_first_answers_count_on(maria: Person, laid: Laid, database: Database) -> None:
    hers = learn_much(maria, laid, database)
    with database.reading() as session:
        before = session.scalars(select(Answer).order_by(Answer.answered_at)).all()
    page = maria.open("/profile/leaving")
    assert "your first answer to each question" in page
    assert maria.send(Form(page, "/profile/leaving"), {"password": "wrong"}).status_code == 422
    left = maria.send(Form(page, "/profile/leaving"), {"password": PASSWORD})
    assert (left.status_code, left.headers["location"]) == (303, "/")
    assert not maria.cookies
    with database.reading() as session:
        user = session.scalars(select(User)).one()
        assert (user.email, user.name, user.password_hash, user.time_zone) == (None, "", None, "")
        assert user.left_at is not None
        for table in Base.metadata.tables.values():
            if "user_id" in table.columns and table.name != "answers":
                assert session.execute(table.select().where(table.c.user_id == hers)).all() == [], table.name
        assert session.scalars(select(Suggestion.author)).all() == [""]
        kept = session.scalars(select(Answer).order_by(Answer.answered_at)).all()
        assert session.scalars(select(Try).where(Try.subject == subject_of_email(EMAIL))).all() == []
    # The first to each question, but for the guess before a lesson.
    first = {row.item_id: row for row in reversed(before) if row.idempotency_key != "g"}
    assert {row.id for row in kept} == {row.id for row in first.values()}
    assert len(kept) < len(before)
    for row in kept:
        assert (row.correctness, row.version_id) == (first[row.item_id].correctness, first[row.item_id].version_id)
        assert (row.sitting_id, row.confidence, row.seconds) == (None, None, None)
        assert TYPED not in row.given
    # There is no way back in, and the email is free.
    assert sign_in(maria).status_code == 422
    assert sign_up(maria).status_code == 303
    with database.reading() as session:
        assert len(session.scalars(select(LoginSession)).all()) == 1


def test_the_only_owner_of_a_path_is_told_what_becomes_of_it_and_a_private_one_is_left_to_the_admins(
    maria: Person, ben: Person, laid: Laid, database: Database
) -> None:
    sign_up(maria)
    sign_up(ben, "ben@example.org", name="Ben")
    hers, his = user_of(database, maria), user_of(database, ben)
    leaving, members = "/profile/leaving", "/studio/paths/generative-ai/members"
    assert members not in maria.open(leaving)
    with database.writing() as session:
        session.add(Membership(path_id=laid.path_id, user_id=hers, role="owner"))
        session.add(Membership(path_id=laid.path_id, user_id=his, role="owner"))
    assert members not in maria.open(leaving)
    with database.writing() as session:
        session.execute(update(Membership).where(Membership.user_id == his).values(role="learner"))
    assert "will belong to the server: every instructor here may teach it" in maria.open(leaving)
    with database.writing() as session:
        session.execute(update(Path).values(visibility="private"))
    page = maria.open(leaving)
    assert f'href="{members}"' in page
    assert "only the server’s admins can give it another owner" in page
    assert members not in ben.open(leaving)
    # Said too where the password is wrong.
    assert members in maria.send(Form(page, leaving), {"password": "wrong"}).text
    assert maria.send(Form(page, leaving), {"password": PASSWORD}).status_code == 303
    with database.reading() as session:
        path = session.scalars(select(Path)).one()
        instructor, admin = (Learner(uuid4(), email="x@example.org", role=role) for role in ("instructor", "admin"))
        assert not may(Right.READ, standing_of(session, path, instructor))
        assert may(Right.OWN, standing_of(session, path, admin))
        assert may(Right.READ, standing_of(session, path, Learner(his, email="ben@example.org")))


def test_a_visitor_leaves_by_a_word_and_the_last_admin_does_not(maria: Person, laid: Laid, database: Database) -> None:
    assert maria.get("/profile/leaving").status_code == 404
    maria.rate(laid.cards[0], 3)
    form = Form(maria.open("/profile/leaving"), "/profile/leaving")
    assert maria.send(form, {"word": "no"}).status_code == 422
    assert maria.send(form, {"word": " Delete "}).status_code == 303
    assert not maria.cookies
    assert maria.send(form, {"word": "delete"}).headers["location"] == "/"

    sign_up(maria)
    with database.writing() as session:
        session.execute(update(User).where(User.email == EMAIL).values(role="admin"))
    assert "only admin" in maria.post("/profile/leaving", data={"password": PASSWORD}).text
    with database.reading() as session:
        assert session.scalars(select(Sitting)).all() == []
        assert session.scalars(select(User.email).where(User.left_at.is_(None))).all() == [EMAIL]
