"""History: who published what, line by line, and how an old revision comes back."""

from tests.learner.person import Form, Person
from tests.studio.conftest import AT, Bench, on_both
from tests.studio.test_changes import publish
from tests.studio.test_drafts import IDEA, MINE
from tests.studio.test_publish import save
from tests.sync.conftest import LESSON


def test_each_revision_says_who_when_and_what(bench: Bench, ines: Person) -> None:
    save(ines, IDEA, MINE)
    ines.send(Form(ines.open(f"{AT}/publish"), "/publish"), {"note": "Play, not war"})
    bench.put("figures/a.svg", "<svg/>")
    bench.sync()
    html = ines.open(f"{AT}/history")
    assert html.index("Revision 3") < html.index("Revision 2") < html.index("Revision 1")
    assert "edited outside the studio" in html
    assert "Play, not war" in html
    assert "<code>lessons/idea.md</code> changed" in html
    html = ines.open(f"{AT}/history/2")
    assert "put in:" in html
    assert '<b class="diff__word">play</b>' in html
    assert "figures/a.svg" not in html


@on_both
def test_restoring_makes_drafts_and_nothing_else(bench: Bench, ines: Person) -> None:
    save(ines, IDEA, MINE)
    ines.post(f"{AT}/new", data={"kind": "quiz", "title": "More"})
    publish(ines)
    html = ines.follow(ines.send(Form(ines.open(f"{AT}/history/1"), "/restorations")))
    assert "Drafts of revision 1 are here" in html
    assert bench.drafts() == {"lessons/idea.md": LESSON.encode(), "quizzes/more.md": None}
    assert bench.revision().number == 2
    answer = ines.post(f"{AT}/history/1/restorations")
    assert (answer.status_code, "Nothing was restored" in answer.text) == (409, True)
    publish(ines)
    assert bench.read("lessons/idea.md") == LESSON.encode()
    assert bench.revision().number == 3


def test_a_revision_that_is_none_is_not_found(bench: Bench, ines: Person, chen: Person) -> None:
    for number in ("0", "2", "-1", "x", "99999999999999999999"):
        assert ines.get(f"{AT}/history/{number}").status_code == 404
        assert ines.post(f"{AT}/history/{number}/restorations").status_code == 404
    assert chen.post(f"{AT}/history/1/restorations").status_code == 404
