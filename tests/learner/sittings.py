"""How a person sits: begins, goes on to the end, whatever is asked."""

from typing import Any

from tests.learner.folder import Laid
from tests.learner.person import Form, Person, fill
from tests.learner.test_answers import RIGHT, WRONG

QUIZ = "/paths/generative-ai/quizzes/core"
LESSON = "/paths/generative-ai/lessons/gan"
PRETEST = f"{LESSON}/pretest"


def button(html: str, scope: str = "all") -> Form:
    """The form whose button begins a sitting of this scope."""
    before, pressed, _ = html.partition(f'name="scope" value="{scope}"')
    assert pressed, f"nothing begins {scope!r} in {html}"
    return Form(f"<form{before.rpartition('<form')[2]}>", "/sittings")


def begin(person: Person, scope: str = "all", page: str = QUIZ) -> str:
    """Presses the button on this page, and gives the address of the sitting."""
    response = person.send(button(person.open(page), scope), {"scope": scope})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def kind_of(html: str, laid: Laid) -> str:
    item = Form(html, "/answers").action.split("/")[2]
    return next(kind for kind, id in laid.questions.items() if id == item)


def answer_one(person: Person, laid: Laid, sitting: str, wrong: tuple[str, ...] = (), **fields: Any) -> str:
    """Answers the next question, right unless its kind is among the wrong; reads what it was worth."""
    html = person.open(sitting)
    kind = kind_of(html, laid)
    given = fill(html, (WRONG if kind in wrong else RIGHT)[kind])
    return person.follow(person.send(Form(html, "/answers"), {**given, **fields}))


def go_on(person: Person, laid: Laid, sitting: str, wrong: tuple[str, ...] = (), **fields: Any) -> list[str]:
    """Answers what is left of a sitting; the kinds of question in the order in which they came."""
    came = []
    while 'action="/items/' in (html := person.open(sitting)):
        came.append(kind_of(html, laid))
        answer_one(person, laid, sitting, wrong, **fields)
    return came


def take(person: Person, laid: Laid, wrong: tuple[str, ...] = (), scope: str = "all", **fields: Any) -> str:
    """A whole sitting of the quiz: its address."""
    sitting = begin(person, scope)
    go_on(person, laid, sitting, wrong, **fields)
    return sitting
