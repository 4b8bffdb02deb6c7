"""Who learns a path as its instructor sees them, and that they see the same."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from app.models import Item, Membership, Note, Path, User
from app.progress.memory import MemoryState, recall
from tests.learner.person import Person
from tests.quality.conftest import School

AT = "/studio/paths/bread/class"
DOUGH = "lessons/dough.md#kneading"


def told(html: str) -> str:
    """What the page says of a learner, without its frame and the form's action."""
    main = html[html.index('<dl class="sums">') : html.index("</main>")]
    return re.sub(r'<form class="day-ahead" action="[^"]*"', "", main)


def test_nobody_has_begun(ines: Person) -> None:
    assert "Nobody has begun yet" in ines.open(AT)
    assert "CSV" not in ines.open(AT)


def test_it_says_where_each_learner_is(school: School, ines: Person) -> None:
    ben, visitor = school.learner("Ben <b>"), school.learner()
    school.read(ben, DOUGH)
    school.remember(ben, "why")
    school.remember(visitor, "why", state=3, step=0)
    left = school.learner("Gone", left_at=datetime.now(UTC))
    with school.database.writing() as session:
        session.add(Membership(path_id=school.path_id, user_id=school.learner("Omar"), role="owner"))
    html = ines.open(AT)
    rows = {
        name: re.sub(r"<[^>]*>", " ", row)
        for row, name in re.findall(r'(<tr class="roll__row">.*?/class/[^>]*>(.*?)</a>.*?</tr>)', html, re.S)
    }
    assert list(rows) == ["Ben &lt;b&gt;", "Learner 2"]
    assert "Kneading" in rows["Ben &lt;b&gt;"]
    assert "1 of 2" in rows["Ben &lt;b&gt;"]
    assert "1 of 1" in rows["Ben &lt;b&gt;"]
    assert "0 of 1" in rows["Learner 2"]
    assert "Of what its 2 learners have practised, <b>1 of 2</b> would be recalled today" in html
    ines.open(f"{AT}/{left}", 404)


def test_the_forecast_is_that_of_memory(school: School, ines: Person) -> None:
    now = datetime.now(UTC)
    expected = 0.0
    ben = school.learner("Ben")
    for n in range(16):
        last, stability = now - timedelta(days=n), 1.0 + n
        school.remember(ben, f"q{n}", last_reviewed_at=last, stability=stability)
        expected += recall(MemoryState(2, None, stability, 5.0, now, last), now + timedelta(days=60))
    on = (now + timedelta(days=60)).date().isoformat()
    lines = list(csv.DictReader(io.StringIO(ines.open(f"{AT}.csv?on={on}"))))
    assert lines[0][f"recalled_on_{on}"] == str(round(expected))
    assert lines[0]["practised"] == "16"
    # A day that is none is said, and a day long gone is.
    for wrong in ("nonsense", "2001-01-01", "9999-12-31"):
        assert "Choose a day from today on" in ines.open(f"{AT}?on={wrong}", 422)


def test_a_file_runs_nothing(school: School, ines: Person) -> None:
    school.learner("=1+1")
    school.learner()
    response = ines.get(f"{AT}.csv?by=since")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    first, second = csv.DictReader(io.StringIO(response.text))
    assert first["learner"] == "'=1+1"
    assert (second["learner"], second["number"]) == ("", "2")
    assert first["since"].endswith("+00:00")


def test_a_learner_sees_what_is_seen_of_them_and_no_note_of_theirs_is(school: School, ines: Person, meet) -> None:  # type: ignore[no-untyped-def]
    ben = school.learner("Ben", time_zone="Europe/Berlin")
    school.read(ben, DOUGH)
    school.remember(ben, "why")
    with school.database.writing() as session:
        section = session.scalars(select(Item.id).where(Item.key == DOUGH)).one()
        session.add(Note(user_id=ben, item_id=section, text="A secret thought"))
        session.execute(update(User).where(User.name == "Ines").values(time_zone="Europe/Berlin"))
    seen, shown = ines.open(f"{AT}/{ben}"), meet(ben).open("/paths/bread/shown")
    assert told(seen) == told(shown)
    assert "under the name of Ben" in shown
    assert "secret thought" not in seen
    assert '<a href="/paths/bread/shown">' in meet(ben).open("/progress")


def test_sections_are_taught_again_where_a_class_has_forgotten(school: School, ines: Person) -> None:
    ago = datetime.now(UTC) - timedelta(days=900)
    for n in range(6):
        school.remember(school.learner(f"Learner {n}"), "why", stability=0.5, last_reviewed_at=ago)
    html = ines.open(AT)
    assert re.search(
        r'<li class="needs__one"><a class="needs__name" href="/paths/bread/lessons/dough#kneading">Kneading</a>', html
    )
    assert re.search(r"<li>\d of 6 memories of it would be recalled today, of 6 learners</li>", html)


def test_a_class_is_ordered_as_asked(school: School, ines: Person) -> None:
    school.learner("Zoe")
    school.read(school.learner("Ann"), DOUGH)
    names = {
        by: re.findall(r"/class/[^>]*>(\w+)</a>", ines.open(f"{AT}?by={by}")) for by in ("name", "since", "read", "x")
    }
    assert names == {"name": ["Ann", "Zoe"], "since": ["Zoe", "Ann"], "read": ["Zoe", "Ann"], "x": ["Ann", "Zoe"]}


def test_it_is_not_there_for_a_learner_nor_anybody_elses_for_anyone(school: School, ines: Person, chen: Person) -> None:
    ben = school.learner("Ben")
    for url in (AT, f"{AT}.csv", f"{AT}/{ben}"):
        chen.open(url, 404)
    for other in ("nobody", "00000000-0000-0000-0000-000000000000"):
        ines.open(f"{AT}/{other}", 404)
    assert "Nothing: you have not begun this path" in chen.open("/paths/bread/shown")
    chen.open("/paths/cake/shown", 404)
    with school.database.writing() as session:
        session.execute(update(Path).values(visibility="private"))
    chen.cookies.clear()
    chen.open("/paths/bread/shown", 404)
