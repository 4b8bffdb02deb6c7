"""A class that answers a quiz as people of different skill do: made by a seed, so that each is the same every time."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.content.documents import Option, SingleBody
from app.models import Answer, Enrolment, Item, User, uuid7
from app.quizzes.grading import grade
from app.studio.weighing import FirstAnswer, Meaning, Weight, weigh

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PATH = "---\ntitle: Bread\ntagline: Flour, water, salt\nlicense: CC0-1.0\n---\n\nHow bread is made.\n"
LESSON = "---\ntitle: Dough\n---\n\n## Kneading\n\nUntil it stretches.\n\n## Proving\n\nUntil it has doubled.\n"
QUESTIONS = 16
MISKEYED = 7
"""Which question, counted from 0, has its key on a wrong option in the file."""


def quiz(questions: int = QUESTIONS, *, miskeyed: int | None = MISKEYED) -> str:
    """A quiz of single choices in Markdown. What is true is option n mod 4; so is the key, but for one question."""
    lines = ["---", "title: Basics", "---", ""]
    for n in range(questions):
        key = (true_option(n) + 1) % 4 if n == miskeyed else true_option(n)
        lines += [f"## What about matter {n}?", f"<!-- id: q{n}; see: lessons/dough.md#kneading -->", ""]
        lines += [f"{o + 1}. [{'x' if o == key else ' '}] Way {o} of matter {n}\n\n   > It is." for o in range(4)]
        lines += ["", "> Because it is so.", ""]
    return "\n".join(lines)


def line_of(text: str, heading: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if line == f"## {heading}")


def true_option(n: int) -> int:
    return n % 4


@dataclass(frozen=True)
class Picked:
    learner: int
    question: int
    option: int


def picks(seed: int, learners: int, questions: int = QUESTIONS) -> Iterator[Picked]:
    """Who picks which option. The chance to know is logistic in skill less difficulty, with a slope of 1.2 to 2 and a
    quarter of luck for whoever does not know (Birnbaum's model of 1968); the wrong options tempt unequally."""
    rng = random.Random(seed)
    asked = [
        (rng.uniform(-1.2, 1.0), rng.uniform(1.2, 2.0), [rng.uniform(0.5, 1.5) for _ in range(3)])
        for _ in range(questions)
    ]
    for learner in range(learners):
        skill = rng.gauss(0, 1)
        for n, (difficulty, slope, tempting) in enumerate(asked):
            knows = rng.random() < 1 / (1 + math.exp(-slope * (skill - difficulty)))
            wrong = [option for option in range(4) if option != true_option(n)]
            is_lucky = rng.random() < 0.25
            option = true_option(n) if knows or is_lucky else rng.choices(wrong, tempting)[0]
            yield Picked(learner, n, option)


def single(n: int = 0, *, key: int | None = None) -> SingleBody:
    right = true_option(n) if key is None else key
    options = (Option(key=str(o), html="", text=f"Way {o}", is_right=o == right) for o in range(4))
    return SingleBody(heading="", source="", stem_html="", explanation_html="", options=tuple(options))


def simulated(seed: int, learners: int, *, miskeyed: int | None = None) -> list[Weight]:
    """What the questions weigh in such a class, without a database."""
    keys = [(true_option(n) + (n == miskeyed)) % 4 for n in range(QUESTIONS)]
    meanings = [Meaning(n, 1, SINCE, single(n, key=key)) for n, key in enumerate(keys)]
    answers = [
        FirstAnswer(p.learner, meanings[p.question], [str(p.option)], float(p.option == keys[p.question]), 20.0)
        for p in picks(seed, learners)
    ]
    return list(weigh(meanings, answers).values())


def answer_all(session: Session, path_id: int, picked: Sequence[Picked], *, began: datetime = BEGAN) -> None:
    """Writes what a new class picked as rows, graded as every answer is. A question is known by its id, as `q0`."""
    items = _questions(session, path_id)
    people = {learner: User(id=uuid7(), name=f"Learner {learner}") for learner in {one.learner for one in picked}}
    session.add_all(people.values())
    session.flush()
    session.add_all(Enrolment(user_id=person.id, path_id=path_id, enrolled_at=began) for person in people.values())
    for n, one in enumerate(picked):
        item = items[f"q{one.question}"]
        body = item.version.body
        assert isinstance(body, SingleBody)
        # By its text: keys and places are the file's own business.
        given = [next(o.key for o in body.options if o.text.startswith(f"Way {one.option} "))]
        answer = Answer(user_id=people[one.learner].id, item_id=item.id, version_id=item.version_id, given=given)
        answer.seed, answer.idempotency_key, answer.seconds = "", f"{n}", 20.0
        answer.correctness = grade(body, given).correctness
        answer.answered_at = began + timedelta(seconds=30 * n)
        session.add(answer)


def _questions(session: Session, path_id: int) -> Mapping[str, Any]:
    found = session.scalars(
        select(Item).options(joinedload(Item.version)).where(Item.path_id == path_id, Item.kind == "question")
    )
    return {item.key: item for item in found}
