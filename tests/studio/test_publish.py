"""Publishing: what it would do is shown first, and it is done whole or not at all."""

import resource
from threading import Event, Thread

import pytest
from sqlalchemy import delete, func, select, text, update

from app.accounts.learners import Learner
from app.content.watch import watch
from app.models import Draft, Item, LoginSession, Membership, Memory, Revision, Sync, User, now
from app.models import Path as PathRow
from app.studio.drafts import hold
from app.studio.press import Overtaken, press, prove
from app.web.errors import NotFound
from tests.learner.person import Form, Person
from tests.studio.conftest import AT, Bench, on_both
from tests.studio.test_drafts import IDEA, MINE, THEIRS, crlf
from tests.sync.conftest import DECK, DUE, LEARNED, LESSON

DECK_FILE = f"{AT}/files/flashcards.md"


def save(person: Person, address: str, text: str) -> None:
    assert person.send(Form(person.open(address), "/files/"), {"text": crlf(text)}).status_code == 303


def learn(bench: Bench, person: Person, heading: str) -> None:
    """They know a card."""
    with bench.app.state.database.writing() as session:
        user = session.scalars(select(LoginSession.user_id).order_by(LoginSession.created_at.desc())).first()
        cards = session.scalars(select(Item).where(Item.kind == "card"))
        item = next(card for card in cards if card.version.body.heading == heading)
        memory = Memory(user_id=user, lineage=item.lineage, state=2, stability=50.0, difficulty=5.0)
        memory.due_at, memory.last_reviewed_at = DUE, LEARNED
        session.add(memory)


@on_both
def test_what_it_would_do_is_shown_and_then_done(bench: Bench, ines: Person, chen: Person) -> None:
    learn(bench, chen, "What does the generator see?")
    save(ines, IDEA, MINE)
    save(ines, DECK_FILE, DECK.replace("id: sees;", "id: sees; edition: 2;"))
    html = ines.open(f"{AT}/publish")
    assert "1 changed, 1 learner affected" in html
    assert "+1" in html
    assert bench.revision().number == 1
    assert "They compete." in ines.open("/paths/gans/lessons/idea")

    html = ines.follow(ines.send(Form(html, "/publish"), {"note": "Said it better"}))
    assert "Published as revision 2" in html
    revision = bench.revision()
    assert (revision.number, revision.note) == (2, "Said it better")
    assert "Ines" in html
    assert bench.read("lessons/idea.md") == MINE.encode()
    assert bench.drafts() == {}
    bench.app.state.public.refresh()
    assert "They play." in chen.open("/paths/gans/lessons/idea")
    assert bench.sync() == "unchanged"
    with bench.app.state.database.reading() as session:
        # The folder's first sync, and this.
        assert session.scalars(select(Sync.outcome)).all() == ["published", "published"]


def test_an_error_keeps_it_from_being_published_and_says_where(bench: Bench, ines: Person) -> None:
    save(ines, IDEA, MINE)
    save(ines, f"{AT}/files/quizzes/basics.md", "---\ntitle: Basics\n---\n\n## How many?\n\n= two\n")
    html = ines.open(f"{AT}/publish")
    assert "has to be fixed first" in html or "have to be fixed first" in html
    assert f'href="{AT}/files/quizzes/basics.md?line=' in html
    assert "Publish now" not in html
    assert ines.post(f"{AT}/publish", data={"digest": "x"}).status_code == 409
    assert bench.read("lessons/idea.md") == LESSON.encode()
    assert len(bench.drafts()) == 2


def test_what_changed_since_it_was_shown_is_not_published(bench: Bench, ines: Person, omar: Person) -> None:
    save(ines, IDEA, MINE)
    form = Form(ines.open(f"{AT}/publish"), "/publish")
    save(omar, DECK_FILE, DECK.replace("Only", "Nothing but"))
    answer = ines.send(form)
    assert (answer.status_code, "Something has changed since you looked" in answer.text) == (409, True)
    bench.put("lessons/idea.md", THEIRS)
    answer = ines.send(Form(answer.text, "/publish"))
    assert (answer.status_code, "changed on disk since" in answer.text) == (409, True)
    assert "Publish now" not in answer.text
    assert bench.read("lessons/idea.md") == THEIRS.encode()
    assert bench.revision().number == 1


@pytest.mark.parametrize("taken_away", ["membership", "server role"])
def test_who_may_teach_no_more_when_it_is_written_publishes_nothing(
    bench: Bench, ines: Person, omar: Person, taken_away: str
) -> None:
    save(omar, IDEA, MINE)
    state = bench.app.state
    with state.database.writing() as session:
        user = session.scalars(select(User).where(User.name == "Ines")).one()
        if taken_away == "server role":
            session.execute(delete(Membership))
            user.role = "instructor"
    with state.database.reading() as session:
        path = session.scalars(select(PathRow)).one()
        proof = prove(session, path, bench.folder.parent, state.renderer)
    person = Learner(user.id, email=user.email or "", role=user.role)
    with state.database.writing() as session:
        session.execute(delete(Membership))
        session.execute(update(User).where(User.id == user.id).values(role="learner"))
    with pytest.raises(NotFound):
        press(state.database, path, bench.folder.parent, proof, state.renderer, person, "", now())
    assert bench.read("lessons/idea.md") == LESSON.encode()
    assert (bench.revision().number, len(bench.drafts())) == (1, 1)
    assert not list(bench.folder.rglob(".*"))


@pytest.mark.parametrize("studio_url", ["postgresql"], indirect=True)
def test_a_draft_that_another_is_about_to_save_is_not_lost(bench: Bench, ines: Person) -> None:
    save(ines, IDEA, MINE)
    state, ended = bench.app.state, Event()
    given: list[object] = []

    def publish() -> None:
        try:
            given.append(press(state.database, path, bench.folder.parent, proof, state.renderer, person, "", now()))
        except Exception as error:
            given.append(error)
        ended.set()

    with state.database.reading() as session:
        path = session.scalars(select(PathRow)).one()
        user = session.scalars(select(User).where(User.name == "Ines")).one()
        proof = prove(session, path, bench.folder.parent, state.renderer)
        person = Learner(user.id, email=user.email or "", role=user.role)
    with state.database.writing() as other, state.database.engine.connect() as watching:
        hold(other, path)
        other.add(Draft(path_id=path.id, file="new.md", content=b"", saved_by=user.id, saved_at=now()))
        other.flush()
        publishing = Thread(target=publish)
        publishing.start()
        waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while not watching.scalar(text(waits)) and not ended.wait(0.02):
            watching.rollback()
    publishing.join()
    assert isinstance(given[0], Overtaken)
    assert set(bench.drafts()) == {"lessons/idea.md", "new.md"}
    assert bench.read("lessons/idea.md") == LESSON.encode()


def test_a_full_disk_publishes_nothing_and_keeps_the_drafts(bench: Bench, ines: Person) -> None:
    save(ines, IDEA, MINE)
    save(ines, DECK_FILE, DECK + "\n" + "<!-- long -->\n" * 5000)
    form = Form(ines.open(f"{AT}/publish"), "/publish")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
    try:
        answer = ines.send(form)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (answer.status_code, "The disk did not take the files" in answer.text) == (507, True)
    assert bench.read("lessons/idea.md") == LESSON.encode()
    assert bench.read("flashcards.md") == DECK.encode()
    assert not list(bench.folder.rglob(".*"))
    assert len(bench.drafts()) == 2
    assert ines.send(form).status_code == 303
    assert bench.read("lessons/idea.md") == MINE.encode()


@on_both
def test_the_revision_is_theirs_also_where_the_folder_is_watched(bench: Bench, ines: Person) -> None:
    told: list[str] = []
    stop = Event()
    watching = Thread(
        target=watch,
        args=(bench.app.state.database, bench.folder.parent),
        kwargs={
            "renderer": bench.app.state.renderer,
            "tell": lambda reports: told.extend(map(str, reports)),
            "fail": lambda error: told.append(repr(error)),
            "stop": stop,
        },
    )
    watching.start()
    try:
        for text in (MINE, THEIRS, MINE, THEIRS):
            save(ines, IDEA, text)
            assert ines.send(Form(ines.open(f"{AT}/publish"), "/publish")).status_code == 303
    finally:
        stop.set()
        watching.join()
    assert told == []
    with bench.app.state.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 5
        assert session.scalar(select(func.count()).where(Revision.made_by.is_(None))) == 1


def test_a_folder_changed_elsewhere_can_be_published_from_here(bench: Bench, ines: Person) -> None:
    assert "Nothing waits" in ines.open(f"{AT}/publish")
    assert ines.post(f"{AT}/publish", data={}).status_code == 409
    bench.put("lessons/idea.md", THEIRS)
    ines.follow(ines.send(Form(ines.open(f"{AT}/publish"), "/publish")))
    assert bench.revision().number == 2
