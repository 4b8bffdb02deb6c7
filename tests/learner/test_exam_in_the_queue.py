"""The queue plans for an exam: more new ones a day, and in the last days what would not be sure enough."""

from datetime import timedelta

from sqlalchemy import select, update

from app.db import Database
from app.models import Exam, Item, Memory, Page, User, now
from tests.learner.folder import Laid, lay_path
from tests.learner.person import Form, Person
from tests.learner.test_exam_day import in_days, set_exam
from tests.learner.test_reviews import rate, shown


def remember(database: Database, *, due_in: float, stability: float) -> None:
    """As if all that was met had been learned well, five days ago."""
    with database.writing() as session:
        session.execute(
            update(Memory).values(
                state=2,
                step=None,
                stability=stability,
                due_at=now() + timedelta(days=due_in),
                last_reviewed_at=now() - timedelta(days=5),
            )
        )


def learn_few(person: Person) -> None:
    person.send(Form(person.open("/profile"), "/profile"), {"new_per_day": "1", "time_zone": "", "buttons": "2"})


def fronts_of_a_day(person: Person, address: str = "/reviews") -> list[str]:
    html, met = person.open(address), []
    while front := shown(html):
        met.append(front)
        html = rate(person, html, 3)
    return met


def test_more_new_ones_come_when_the_exam_is_near(maria: Person, laid: Laid) -> None:
    learn_few(maria)
    maria.rate(laid.cards[0], 4)
    set_exam(maria, in_days(4))
    # Four are left, and two days to meet them in; one was met today.
    assert len(set(fronts_of_a_day(maria)) - {"Front 0"}) == 2


def test_they_come_from_the_path_of_the_exam(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        other = lay_path(session, slug="other")
        # As if the other path's cards were written first.
        session.execute(update(Page).where(Page.path_id == laid.path_id).values(position=Page.position + 99))
    maria.rate(other.cards[0], 4)
    maria.rate(laid.cards[0], 4)
    set_exam(maria, in_days(9))
    html = maria.open("/reviews")
    while shown(html):
        assert "Path generative-ai" in html
        html = rate(maria, html, 4)


def test_what_would_not_be_sure_enough_is_polished_once(maria: Person, laid: Laid, database: Database) -> None:
    learn_few(maria)
    maria.rate(laid.cards[0], 3)
    remember(database, due_in=5, stability=10)
    assert shown(maria.open("/reviews")) == ""
    set_exam(maria, in_days(2))
    html = maria.open("/reviews")
    assert shown(html) == "Front 0"
    assert "<b>1</b> left" in html
    assert shown(rate(maria, html, 3)) != "Front 0"


def test_what_is_sure_anyhow_is_left_alone(maria: Person, laid: Laid, database: Database) -> None:
    learn_few(maria)
    maria.rate(laid.cards[0], 3)
    remember(database, due_in=300, stability=400)
    set_exam(maria, in_days(2))
    assert "Front 0" not in fronts_of_a_day(maria)


def test_an_exam_that_is_over_changes_nothing(maria: Person, laid: Laid, database: Database) -> None:
    learn_few(maria)
    maria.rate(laid.cards[0], 3)
    remember(database, due_in=5, stability=10)
    set_exam(maria, in_days(2))
    with database.writing() as session:
        session.execute(update(Exam).values(on_day=(now() - timedelta(days=3)).date()))
    assert shown(maria.open("/reviews")) == ""


def test_bens_queue_knows_nothing_of_marias_exam(maria: Person, ben: Person, laid: Laid) -> None:
    learn_few(ben)
    maria.rate(laid.cards[0], 3)
    set_exam(maria, in_days(4))
    assert set(fronts_of_a_day(ben)) == {"Front 0"}


def clone_of(laid: Laid, database: Database) -> Laid:
    with database.writing() as session:
        clone = lay_path(session, slug="clone")
        for mine, theirs in zip(laid.cards, clone.cards, strict=True):
            lineage = session.scalars(select(Item.lineage).where(Item.public_id == mine)).one()
            session.execute(update(Item).where(Item.public_id == theirs).values(lineage=lineage))
    return clone


def test_what_an_original_and_its_clone_share_is_left_once(maria: Person, laid: Laid, database: Database) -> None:
    """Maria has begun both, and both have an exam: one card is to be polished, four are new."""
    clone = clone_of(laid, database)
    maria.rate(laid.cards[0], 3)
    maria.rate(clone.cards[0], 3)
    remember(database, due_in=5, stability=10)
    with database.writing() as session:
        (user_id,) = session.scalars(select(Memory.user_id))
        session.execute(update(User).values(new_per_day=8))
        day = (now() + timedelta(days=2)).date()
        for path_id in (laid.path_id, clone.path_id):
            session.add(Exam(user_id=user_id, path_id=path_id, on_day=day))
    html = maria.open("/reviews")
    assert "<b>5</b> left" in html
    assert fronts_of_a_day(maria).count("Front 0") == 1
