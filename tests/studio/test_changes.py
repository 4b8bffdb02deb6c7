"""Files that come, go, or change their names."""

import pytest
from sqlalchemy import select

from app.models import Item
from app.studio.moves import NotMoved, move
from app.studio.stubs import stub_of
from tests.learner.person import Form, Person
from tests.studio.conftest import AT, Bench


def publish(person: Person) -> None:
    assert person.send(Form(person.open(f"{AT}/publish"), "/publish")).status_code == 303


def ids(bench: Bench) -> dict[str, str]:
    with bench.app.state.database.reading() as session:
        living = session.scalars(select(Item).where(Item.retired_at.is_(None)))
        return {item.public_id: item.key for item in living}


def test_a_new_file_begins_with_a_stub_that_has_no_error(bench: Bench, ines: Person) -> None:
    for kind in ("lesson", "deck", "quiz"):
        title = f'A "{kind}": new'
        answer = ines.send(Form(ines.open(f"{AT}/new"), "/new"), {"kind": kind, "title": title})
        assert "Here is a beginning" in ines.follow(answer)
    assert sorted(bench.drafts()) == ["flashcards/a-deck-new.md", "lessons/a-lesson-new.md", "quizzes/a-quiz-new.md"]
    publish(ines)
    assert bench.read("quizzes/a-quiz-new.md").decode() == stub_of("quiz", 'A "quiz": new')
    assert "A &#34;lesson&#34;: new" in ines.open("/paths/gans/lessons/a-lesson-new")


def test_a_new_file_without_a_good_name_is_asked_for_again(bench: Bench, ines: Person) -> None:
    form = Form(ines.open(f"{AT}/new"), "/new")
    for fields, why in [
        ({"title": ""}, "Give it a title"),
        ({"title": "…"}, "No file name can be made"),
        ({"title": "x", "name": "../x"}, "letters, digits"),
        ({"title": "x", "name": "AUX"}, "keep the name AUX"),
        ({"title": "Idea"}, "There is a file lessons/idea.md already"),
    ]:
        answer = ines.send(form, {"kind": "lesson", **fields})
        assert (answer.status_code, why in answer.text) == (422, True), why
    assert ines.send(form, {"kind": "exe", "title": "x"}).status_code == 422
    assert bench.drafts() == {}


def test_a_renamed_lesson_keeps_what_learners_did_and_what_points_to_it(bench: Bench, ines: Person) -> None:
    bench.put(
        "path.md", "---\ntitle: GANs\nparts:\n  - title: idea\n    lessons: [idea]\n---\n\n[Begin](lessons/idea.md).\n"
    )
    bench.sync()
    before = ids(bench)
    answer = ines.send(Form(ines.open(f"{AT}/moves/lessons/idea.md"), "/moves/"), {"name": "lessons/game.md"})
    assert "its new name when you publish" in ines.follow(answer)
    html = ines.open(f"{AT}/publish")
    assert "Nobody loses anything" in html
    publish(ines)
    assert ids(bench) == before
    assert not (bench.folder / "lessons/idea.md").exists()
    assert bench.read("lessons/game.md").startswith(b"---\nid: lessons/idea.md\n")
    path = bench.read("path.md").decode()
    assert "- title: idea\n    lessons: [game]" in path
    assert "[Begin](lessons/game.md)" in path
    assert "see: lessons/game.md#two-players" in bench.read("flashcards.md").decode()
    bench.app.state.public.refresh()
    assert ines.get("/paths/gans/lessons/idea").status_code == 301


def test_links_and_parts_follow_a_file() -> None:
    contents = {
        "path.md": b"---\nparts:\r\n  - title: a\n    lessons:\n      - a\n      - a-b\n---\n[a](lessons/a.md#x)\n",
        "lessons/a.md": b"\xef\xbb\xbf---\ntitle: a\n---\n![f](../figures/f.svg) [b](a-b.md) [me](#x)\n",
        "lessons/a-b.md": b"[a](a.md) [no](https://x.test/lessons/a.md) <!-- lessons/a.md -->\n",
        "quizzes/q.md": b"## Q\n<!-- id: q; see: lessons/a.md#x, lessons/a-b.md -->\n",
        "figures/f.svg": b"<svg/>",
    }
    changed = move(contents, "lessons/a.md", "lessons/c.md")
    assert changed == {
        "path.md": contents["path.md"].replace(b"- a\n", b"- c\n").replace(b"lessons/a.md", b"lessons/c.md"),
        "lessons/a.md": None,
        "lessons/c.md": contents["lessons/a.md"].replace(b"---\ntitle", b"---\nid: lessons/a.md\ntitle"),
        "lessons/a-b.md": contents["lessons/a-b.md"].replace(b"](a.md)", b"](c.md)"),
        "quizzes/q.md": contents["quizzes/q.md"].replace(b"lessons/a.md#x", b"lessons/c.md#x"),
    }
    assert move(contents, "figures/f.svg", "figures/new/g.svg")["lessons/a.md"] == contents["lessons/a.md"].replace(
        b"../figures/f.svg", b"../figures/new/g.svg"
    )


@pytest.mark.parametrize(("old", "new"), [("path.md", "lessons/path.md"), ("lessons/a.md", "quizzes/a.md")])
def test_a_file_keeps_to_its_kind(old: str, new: str) -> None:
    with pytest.raises(NotMoved):
        move({"path.md": b"", "lessons/a.md": b""}, old, new)


def test_a_deleted_file_goes_when_it_is_published_and_is_retired(bench: Bench, ines: Person) -> None:
    before = ids(bench)
    html = ines.follow(ines.send(Form(ines.open(f"{AT}/moves/quizzes/basics.md"), "/deletions/")))
    assert "quizzes/basics.md goes when you publish" in html
    assert bench.drafts() == {"quizzes/basics.md": None}
    assert "Keep the file" in ines.open(f"{AT}/files/quizzes/basics.md")
    publish(ines)
    assert not (bench.folder / "quizzes/basics.md").exists()
    assert len(ids(bench)) == len(before) - 1
    answer = ines.send(Form(ines.open(f"{AT}/moves/path.md"), "/deletions/"))
    assert (answer.status_code, "it stays" in answer.text) == (422, True)


def test_a_deletion_can_be_taken_back(bench: Bench, ines: Person) -> None:
    ines.post(f"{AT}/deletions/quizzes/basics.md")
    ines.send(Form(ines.open(f"{AT}/files/quizzes/basics.md"), "/drafts/"))
    assert bench.drafts() == {}
    assert ines.get(f"{AT}/drafts/quizzes/basics.md").status_code == 405
    assert ines.post(f"{AT}/drafts/quizzes/basics.md").status_code == 405
