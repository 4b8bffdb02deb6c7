"""Which sections a class should be taught again, and in what order."""

from app.library import Place
from app.studio.teach_again import Grasp, Why, teach_again, weakest


def grasp(
    name: str,
    *,
    learners: int = 10,
    memories: int = 40,
    today: float = 36,
    forgotten: int = 0,
    answers: int = 0,
    marks: float = 0,
) -> Grasp:
    return Grasp(Place(name, f"/{name}", name), "Dough", learners, memories, today, forgotten, answers, marks)


def test_the_furthest_short_comes_first_with_all_its_reasons() -> None:
    fades = grasp("fades", today=20)
    all_three = grasp("all", today=10, forgotten=20, answers=40, marks=12)
    fine, few = grasp("fine"), grasp("few", learners=4, today=0)
    again = teach_again([fine, fades, few, all_three])
    assert [(one.grasp.place.key, one.reasons) for one in again] == [
        ("all", (Why.FADES, Why.MISSED, Why.FORGOTTEN)),
        ("fades", (Why.FADES,)),
    ]


def test_of_a_handful_of_first_answers_nothing_is_said() -> None:
    assert not teach_again([grasp("few", answers=19, marks=0)])
    # Ten of twenty may well be six of ten.
    assert not teach_again([grasp("unclear", answers=20, marks=10)])
    assert teach_again([grasp("clear", answers=200, marks=100)])[0].reasons == (Why.MISSED,)


def test_the_weakest_are_those_that_enough_have_practised() -> None:
    sections = [
        grasp("a", today=30),
        grasp("b", today=20),
        grasp("c", today=10, learners=3),
        grasp("d", memories=0, learners=0),
    ]
    assert [one.place.key for one in weakest(sections, 5)] == ["b", "a"]
    assert len(weakest(sections, 1)) == 1
