"""A visitor signs in: what they did becomes the account's, row by row, nothing lost and nothing doubled."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from app.accounts.cookies import digest_of
from app.db import Database
from app.models import (
    Answer,
    Base,
    Draft,
    Enrolment,
    Exam,
    Flag,
    Invitation,
    Item,
    Listen,
    LoginSession,
    Membership,
    Memory,
    Note,
    Reading,
    Reset,
    Review,
    Revision,
    Sitting,
    Suggestion,
    User,
)
from app.progress.replay import reschedule
from tests.learner.folder import Laid
from tests.learner.person import Form, Person, fill
from tests.people.doors import EMAIL, PASSWORD, sign_in, sign_out, sign_up

OLD = datetime(2026, 1, 5, 12, tzinfo=UTC)
# Tables whose rows name a person, and what becomes of a visitor's.
OWN = (Sitting, Answer, Review, Memory, Reading, Enrolment, Exam, Flag, Note, Listen, Membership)
NAMED = {"drafts", "invitations", "revisions", "suggestions"}
COPIED = ("state", "step", "stability", "difficulty", "due_at", "last_reviewed_at")
GONE = {"login_sessions", "resets", "users"}


def test_it_knows_every_table_that_names_a_person() -> None:
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }
    assert naming == {model.__tablename__ for model in OWN} | NAMED | GONE - {"users"}


def learn(person: Person, laid: Laid) -> None:
    """Something in every table that learning fills."""
    person.answer(laid.questions["single"], "Whether it is real")
    person.answer(laid.questions["numeric"], "8", confidence="3")
    for card, rating in ((0, 3), (1, 1)):
        person.rate(laid.cards[card], rating)
    begun = person.send(Form(person.open("/paths/generative-ai/quizzes/core"), "/sittings"), {"scope": "all"})
    html = person.follow(begun)
    if "How likely it is" in html:  # as in the first sitting, which is not mixed
        person.send(Form(html, "/answers"), fill(html, "How likely it is"))
    nonce = Form(person.open(f"/items/{laid.cards[0]}?flip=1"), "/reviews").hidden["nonce"]
    person.post(f"/items/{laid.sections[0]}/readings", data={"nonce": nonce})


def user_of(database: Database, person: Person) -> Any:
    with database.reading() as session:
        digest = digest_of(person.cookies["cairn"])
        return session.scalars(select(LoginSession.user_id).where(LoginSession.token_digest == digest)).one()


def rows(database: Database, model: Any, user_id: Any) -> list[dict[str, Any]]:
    """All of a person's rows, but for whose they are and where in a queue of memories they stand."""
    left_out = {"user_id", "asked_from"}
    with database.reading() as session:
        found = session.scalars(select(model).where(model.user_id == user_id)).all()
        columns = [column.key for column in model.__table__.columns if column.key not in left_out]
        return sorted(({key: getattr(row, key) for key in columns} for row in found), key=str)


def test_everything_a_visitor_did_is_the_accounts(maria: Person, ben: Person, laid: Laid, database: Database) -> None:
    sign_up(ben, "ben@example.org")
    learn(maria, laid)
    visitor, account = user_of(database, maria), user_of(database, ben)
    before = {model: rows(database, model, visitor) for model in OWN}
    assert all(before[model] for model in (Sitting, Answer, Review, Memory, Reading, Enrolment))
    assert len([row for row in before[Answer] if row["sitting_id"]]) == 1
    assert sign_in(maria, "ben@example.org").status_code == 303
    assert user_of(database, maria) == account
    assert {model: rows(database, model, account) for model in OWN} == before
    with database.reading() as session:
        assert session.get(User, visitor) is None
        assert not session.scalars(select(LoginSession).where(LoginSession.user_id == visitor)).all()


def test_who_signs_up_keeps_their_row(maria: Person, laid: Laid, database: Database) -> None:
    learn(maria, laid)
    visitor, token = user_of(database, maria), maria.cookies["cairn"]
    before = {model: rows(database, model, visitor) for model in OWN}
    sign_up(maria)
    assert maria.cookies["cairn"] != token
    assert user_of(database, maria) == visitor
    assert {model: rows(database, model, visitor) for model in OWN} == before
    # The cookie that was in the browser before, wherever it came from, opens nothing.
    thief = {"Cookie": f"cairn={token}"}
    assert "No stone laid yet" in maria.ask("GET", "/progress", headers=thief).text


def test_what_both_did_is_there_once_each_and_remembered_as_one(
    maria: Person, ben: Person, laid: Laid, database: Database
) -> None:
    sign_up(ben, "ben@example.org")
    for _ in range(2):
        learn(ben, laid)
        learn(maria, laid)
    ben.rate(laid.cards[0], 3)
    visitor, account = user_of(database, maria), user_of(database, ben)
    before = {m: (rows(database, m, account), rows(database, m, visitor)) for m in (Sitting, Answer, Review)}
    sign_in(maria, "ben@example.org")
    for model, (his, hers) in before.items():
        after = rows(database, model, account)
        if model is Review:
            # What each found before it is another memory now; all else is as it was.
            assert sorted((r["id"], r["rating"], r["reviewed_at"], r["answer_id"]) for r in after) == sorted(
                (r["id"], r["rating"], r["reviewed_at"], r["answer_id"]) for r in his + hers
            )
        else:
            assert after == sorted(his + hers, key=str)
    with database.reading() as session:
        assert reschedule(session, dry_run=True).changed == 0
        assert session.scalar(select(func.count()).select_from(Reading)) == 1
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
    # The last review is undone to the memory that both made.
    page = ben.follow(ben.rate(laid.cards[0], 1))
    undo = Form(page, "/reviews/")
    memory = rows(database, Memory, account)
    assert ben.send(undo).status_code in (200, 303)
    with database.reading() as session:
        assert reschedule(session, dry_run=True).changed == 0
    assert memory != rows(database, Memory, account)


def test_what_a_meaning_edit_brought_along_stays(maria: Person, ben: Person, laid: Laid, database: Database) -> None:
    """A copied memory has no review of its own; here is one of each of the two, and one of both."""
    sign_up(ben, "ben@example.org")
    learn(ben, laid)
    learn(maria, laid)
    visitor, account = user_of(database, maria), user_of(database, ben)
    with database.writing() as session:
        for user_id, lineages in ((visitor, "ab"), (account, "bc")):
            known = session.scalars(select(Memory).where(Memory.user_id == user_id)).first()
            assert known
            for lineage in lineages:
                copied = {name: getattr(known, name) for name in COPIED}
                session.add(Memory(user_id=user_id, lineage=lineage * 32, changed_at=known.due_at, **copied))
    sign_in(maria, "ben@example.org")
    remembered = [memory["lineage"] for memory in rows(database, Memory, account)]
    assert {lineage * 32 for lineage in "abc"} <= set(remembered)
    assert len(set(remembered)) == len(remembered)


def test_the_same_form_sent_as_both_counts_once(maria: Person, laid: Laid, database: Database) -> None:
    """A form is sent by the account, its cookie is lost, and the form is sent again: that made a visitor."""
    sign_up(maria)
    account = user_of(database, maria)
    html = maria.open(f"/items/{laid.questions['single']}")
    begin = Form(maria.open("/paths/generative-ai/quizzes/core"), "/sittings")
    sent = [(Form(html), fill(html, "What it shows")), (begin, {"scope": "all"})]
    asked = maria.follow([maria.send(form, fields) for form, fields in sent][1])
    maria.send(Form(asked, "/answers"), fill(asked, "What it shows"))
    before = {model: rows(database, model, account) for model in OWN}
    maria.cookies.clear()
    asked = maria.follow([maria.send(form, fields) for form, fields in sent][1])
    answered = maria.send(Form(asked, "/answers"), fill(asked, "Whether it is real"))
    assert answered.status_code == 303
    assert len(rows(database, Answer, user_of(database, maria))) == 2
    sign_in(maria)
    after = {model: rows(database, model, account) for model in OWN}
    assert after[Sitting] == before[Sitting]
    # The answer in the other sitting is one more attempt, outside of it: in a sitting each question is answered once.
    (more,) = [row for row in after[Answer] if row not in before[Answer]]
    assert (more["sitting_id"], more["correctness"]) == (None, 1.0)
    assert [row for row in before[Answer] if row not in after[Answer]] == []
    with database.reading() as session:
        assert reschedule(session, dry_run=True).changed == 0


def test_what_can_be_there_once_is_decided(maria: Person, ben: Person, laid: Laid, database: Database) -> None:
    sign_up(ben, "ben@example.org")
    maria.rate(laid.cards[0], 3)
    hers, his = user_of(database, maria), user_of(database, ben)
    path, later = laid.path_id, OLD + timedelta(days=9)
    with database.writing() as session:
        section, other = session.scalars(select(Item.id).where(Item.kind == "section").order_by(Item.id)).all()[:2]
        session.execute(update(Enrolment).values(enrolled_at=later))
        session.add_all(
            [
                Enrolment(user_id=his, path_id=path, enrolled_at=OLD),
                Reading(user_id=hers, item_id=section, read_at=OLD),
                Reading(user_id=his, item_id=section, read_at=later),
                Reading(user_id=hers, item_id=other, read_at=later),
                Exam(user_id=hers, path_id=path, on_day=date(2027, 1, 1)),
                Exam(user_id=his, path_id=path, on_day=date(2027, 2, 2)),
                Listen(user_id=hers, item_id=section, second=50, listened_at=later),
                Listen(user_id=his, item_id=section, second=90, listened_at=OLD),
                Note(user_id=hers, item_id=section, text="Hers", written_at=OLD, changed_at=OLD),
                Note(user_id=his, item_id=section, text="His", written_at=later, changed_at=later),
                Note(user_id=hers, item_id=other, text="Alone", written_at=OLD, changed_at=OLD),
                Membership(path_id=path, user_id=hers, role="instructor"),
                Membership(path_id=path, user_id=his, role="learner"),
                Draft(path_id=path, file="a.md", content=b"", saved_by=hers),
                Invitation(token="t", path_id=path, role="learner", made_by=hers),
                Reset(token_digest="d", user_id=hers, ends_at=later),
            ]
        )
        session.execute(update(Revision).values(made_by=hers))
        base = session.scalars(select(Revision.id)).one()
        offered = {"path_id": path, "clone_id": path, "base_revision_id": base, "files": {}, "note": "", "author": "M"}
        session.add(Suggestion(made_by=hers, **offered))
    sign_in(maria, "ben@example.org")
    assert [row["enrolled_at"] for row in rows(database, Enrolment, his)] == [OLD]
    assert {row["item_id"]: row["read_at"] for row in rows(database, Reading, his)} == {section: OLD, other: later}
    assert [row["on_day"] for row in rows(database, Exam, his)] == [date(2027, 2, 2)]
    assert [row["second"] for row in rows(database, Listen, his)] == [50]
    notes = {row["item_id"]: row for row in rows(database, Note, his)}
    assert (notes[section]["text"], notes[other]["text"]) == ("His\n\nHers", "Alone")
    assert notes[section]["written_at"] == OLD
    assert notes[section]["changed_at"] > later
    assert [row["role"] for row in rows(database, Membership, his)] == ["instructor"]
    with database.reading() as session:
        for column in (Draft.saved_by, Invitation.made_by, Revision.made_by, Suggestion.made_by):
            assert set(session.scalars(select(column))) == {his}


def test_two_tabs_that_sign_in_at_once_join_once(maria: Person, laid: Laid, database: Database) -> None:
    sign_up(maria)
    account = user_of(database, maria)
    sign_out(maria)
    learn(maria, laid)
    visitor = user_of(database, maria)
    before = {model: rows(database, model, visitor) for model in OWN}
    form = ("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert [r.status_code for r in maria.send_all_at_once([form, form, form])] == [303] * 3
    assert {model: rows(database, model, account) for model in OWN} == before
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1
    # And once more, as after a reload: there is nobody left to join.
    assert sign_in(maria).status_code == 303
    assert {model: rows(database, model, account) for model in OWN} == before


def test_a_form_drawn_for_the_visitor_is_good_afterwards(maria: Person, laid: Laid, database: Database) -> None:
    sign_up(maria)
    sign_out(maria)
    maria.rate(laid.cards[1], 3)
    sent, fresh = maria.open(f"/items/{laid.questions['single']}"), maria.open(f"/items/{laid.questions['numeric']}")
    maria.send(Form(sent), fill(sent, "What it shows"))
    sign_in(maria)
    account = user_of(database, maria)
    assert "You had answered this one already" in maria.follow(maria.send(Form(sent), fill(sent, "What it shows")))
    assert maria.send(Form(fresh), {"given": "8"}).status_code == 303
    assert len(rows(database, Answer, account)) == 2


def test_an_account_is_never_joined_to_another(maria: Person, laid: Laid, database: Database) -> None:
    sign_up(maria, "ben@example.org")
    sign_out(maria)
    sign_up(maria)
    maria.rate(laid.cards[0], 3)
    hers = user_of(database, maria)
    sign_in(maria, "ben@example.org")
    assert user_of(database, maria) != hers
    assert len(rows(database, Review, hers)) == 1
    assert rows(database, Review, user_of(database, maria)) == []
