"""POST …/problems: what `cairn check` would say of a text that is not saved."""

import subprocess
import sys
from typing import Any

from sqlalchemy import select

from app.content.load import load
from app.models import Draft, Flag, Item, Path, User
from tests.conftest import ROOT
from tests.learner.person import Person
from tests.studio.conftest import AT, Bench
from tests.sync.conftest import QUIZ

WRONG = QUIZ + "\n## How many?\n<!-- see: lessons/gone.md#nowhere -->\n\n1. [ ] One\n2. [ ] Two\n"


def problems(person: Person, file: str, text: str, status: int = 200) -> Any:
    response = person.post(f"{AT}/problems", data={"file": file, "text": text})
    assert response.status_code == status, response.text[:2000]
    return response.json() if status == 200 else None


def test_it_says_what_the_check_would_say_of_the_saved_file(bench: Bench, ines: Person) -> None:
    said = problems(ines, "quizzes/basics.md", WRONG)
    bench.put("quizzes/basics.md", WRONG)
    checked = load(bench.folder, renderer=bench.app.state.renderer).problems
    wanted = {(p.line, p.column, p.severity, p.rule, p.message) for p in checked if p.file == "quizzes/basics.md"}
    assert {tuple(p[n] for n in ("line", "column", "severity", "rule", "message")) for p in said["problems"]} == wanted
    assert "error" in {severity for _, _, severity, _, _ in wanted}
    assert 'href="#L12:1"' in said["html"]
    assert "error" in said["said"]


def test_a_sound_text_has_none_and_errors_elsewhere_are_counted(bench: Bench, ines: Person) -> None:
    assert "Nothing is wrong" in problems(ines, "path.md", "---\ntitle: GANs\n---\n\nTwo networks, one game.\n")["html"]
    bench.put("lessons/other.md", "no title\n\n## \n")
    said = problems(ines, "path.md", "---\ntitle: GANs\n---\n\nTwo networks.\n")
    assert said["problems"] == []
    assert "in another file of this path" in said["html"]


def test_drafts_of_other_files_lie_under_the_text(bench: Bench, ines: Person) -> None:
    renamed = bench.read("lessons/idea.md").replace(b"## Two players", b"## Two networks")
    with bench.app.state.database.writing() as session:
        path_id, user_id = session.scalars(select(Path.id)).one(), session.scalars(select(User.id)).one()
        session.add(Draft(path_id=path_id, file="lessons/idea.md", content=renamed, saved_by=user_id))
    found = problems(ines, "quizzes/basics.md", QUIZ)["problems"]
    assert [(p["line"], "two-players" in p["message"]) for p in found] == [(6, True)]


def test_what_learners_say_stands_where_the_line_is_now(bench: Bench, ines: Person) -> None:
    with bench.app.state.database.writing() as session:
        question = session.scalars(select(Item).where(Item.kind == "question")).one()
        learner = User()
        session.add(learner)
        session.flush()
        flag = Flag(user_id=learner.id, item_id=question.id, version_id=question.version_id, kind="wrong")
        flag.note, flag.idempotency_key = "It has three.", "a flag"
        session.add(flag)
        line = question.line
    shifted = WRONG.replace("title: Basics\n", "title: Basics\nsummary: What the idea is.\nlevel: 1\n")
    said = problems(ines, "quizzes/basics.md", shifted)["problems"]
    assert [p["line"] for p in said if "It has three." in p["message"]] == [line + 2]
    assert [p["line"] for p in said] == sorted(p["line"] for p in said)


def test_the_servers_own_process_never_reads_markdown_itself() -> None:
    code = "import app.main, sys; print('app.content.parse' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "False"


def test_it_refuses_who_does_not_teach_the_path(bench: Bench, chen: Person, ines: Person) -> None:
    problems(chen, "path.md", "x", 404)
    problems(ines, "nothing.md", "x", 404)
    assert ines.post("/studio/paths/other/problems", data={"file": "path.md", "text": "x"}).status_code == 404
