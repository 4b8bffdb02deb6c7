"""What an instructor reads of the questions, and what they do about a flag."""

import re
from datetime import timedelta

from sqlalchemy import select

from app.library import items_of
from app.models import Path, now
from app.studio.margins import KEPT, Margins
from app.studio.quality import find_quality
from app.studio.quality_page import messages_of
from tests.learner.person import HTMX, Form, Person
from tests.quality.classes import LESSON, MISKEYED, line_of, quiz
from tests.quality.conftest import School

AT = "/studio/paths/bread/quality"
HEADING = f"What about matter {MISKEYED}?"


def test_nobody_has_answered_yet(ines: Person) -> None:
    assert "No answers yet" in ines.open(AT)


def test_it_leads_from_the_warning_to_the_line(school: School, ines: Person) -> None:
    school.take(1)
    html = ines.open(AT)
    edit = f"/studio/paths/bread/files/quizzes/basics.md#L{line_of(quiz(), HEADING)}"
    assert re.findall(r'lint__one--warning"><a class="lint__line" href="([^"]*)"', html) == [edit]
    assert "the top third prefers option 4 to the key; check the key" in html
    assert "640 first answers to 16 questions, of which 16 have enough to tell." in html
    # Who of the top third chose the key, and who the option that is true.
    row = html[html.index(HEADING, html.index("measure__asked")) :]
    key, other = (re.findall(rf"<tr(?:(?!<tr).)*Way {n} .*?</tr>", row, re.S)[0] for n in (0, 3))
    assert ("chosen__key" in key, "chosen__key" in other) == (True, False)
    top = [int(re.findall(r"<b>(\d+)</b>", found)[1]) for found in (key, other)]
    assert top[0] < top[1]


def test_a_changed_question_shows_what_was_before(school: School, ines: Person) -> None:
    school.take(1)
    school.write("quizzes/basics.md", quiz(miskeyed=None))
    school.sync()
    school.take(2, learners=7)
    html = ines.open(AT)
    block = html[html.index(HEADING) :]
    block = block[: block.index("</tbody>\n<tbody")] if "</tbody>\n<tbody" in block else block
    assert re.search(
        r"now: edition 1, since .*?n = 7: too few to tell.*?before: edition 1, since .*?r </span><b>−0\.34", block, re.S
    )
    assert "lint__one--warning" not in html


def test_flags_stand_on_their_line_until_they_are_settled(school: School, ines: Person) -> None:
    ben = school.learner("Ben")
    flag = school.flag(ben, "lessons/dough.md#proving", "It takes <b>hours</b>.")
    school.flag(ben, "lessons/dough.md#kneading", "for myself", kind="come-back")
    html = ines.open(AT)
    edit = f"files/lessons/dough.md#L{line_of(LESSON, 'Proving')}"
    assert edit in html
    assert "something is wrong here: “It takes &lt;b&gt;hours&lt;/b&gt;.”" in html
    assert "for myself" not in html
    assert "Ben" not in html
    html = ines.follow(ines.send(Form(html, "/settled")))
    assert "It takes" not in html
    assert "off the list" in html
    # Once more, and back.
    ines.post(f"/studio/paths/bread/flags/{flag}/settled")
    assert "It takes" not in ines.open(AT)
    html = ines.follow(ines.send(Form(html, "/settled"), {}))
    assert "It takes" in html
    partial = ines.get(AT, **{name.replace("-", "_"): value for name, value in HTMX.items()}).text
    assert partial.startswith('<section class="lint" id="lint"')


def test_flags_on_the_same_are_one_message_and_settled_one_by_one_or_all_at_once(school: School, ines: Person) -> None:
    notes = ("It takes hours.", "", "It takes days.")
    flags = [school.flag(school.learner(f"L{n}"), "why", note) for n, note in enumerate(notes)]
    other = school.flag(school.learner("Ben"), "lessons/dough.md#proving", "Another.")
    html = ines.open(AT)
    assert html.count("3 learners say something is wrong here <") == 1
    assert html.index("It takes days") < html.index("It takes hours") < html.index("and 1 without words")
    html = ines.follow(ines.post(f"/studio/paths/bread/flags/{flags[0]}/settled"))
    assert "2 learners say" in html
    html = ines.follow(ines.send(Form(html, f"{flags[2]}/settled"), {"all": "1"}))
    assert "all 2 are off the list" in html
    assert set(re.findall(r"It takes|Another", html)) == {"Another"}
    html = ines.follow(ines.send(Form(html, f"{flags[2]}/settled")))
    assert "2 learners say" in html
    # One that came after the page was drawn is not settled with them.
    form = Form(html, f"{flags[2]}/settled")
    school.flag(school.learner("Late"), "why", "And this?")
    html = ines.follow(ines.send(form, {"all": "1"}))
    assert set(re.findall(r"It takes|And this|Another", html)) == {"Another", "And this"}
    assert ines.post(f"/studio/paths/bread/flags/{other}/settled", data={"all": "1"}).status_code == 303


def test_the_editor_is_told_the_same_of_one_file(school: School, ines: Person) -> None:
    school.take(1)
    school.flag(school.learner("Ben"), "why", "")
    with school.database.reading() as session:
        path = session.scalars(select(Path)).one()
        found = {
            file: find_quality(session, path, file).problems
            for file in ("quizzes/basics.md", "flashcards.md", "path.md")
        }
    assert [(p.line, p.rule) for p in found["quizzes/basics.md"] if p.severity == "warning"] == [
        (line_of(quiz(), HEADING), "item-rest")
    ]
    assert [str(p) for p in found["flashcards.md"]] == [
        "flashcards.md:5:1: warning: a learner says something is wrong here [flag]"
    ]
    assert found["path.md"] == ()


def test_the_margin_of_the_editor_is_counted_once_a_minute_and_anew_for_a_new_revision(school: School) -> None:
    margins, began = Margins(), now()

    def flagged(after: timedelta) -> int:
        with school.database.reading() as session:
            path = session.scalars(select(Path)).one()
            found = margins.find(session, path, "flashcards.md", began + after)
            return sum(len(one.flagged.raised) for one in found if one.flagged)

    assert flagged(timedelta()) == 0
    school.flag(school.learner("Ben"), "why", "")
    assert flagged(KEPT - timedelta(seconds=1)) == 0
    assert flagged(KEPT) == 1
    school.flag(school.learner("Mo"), "why", "")
    assert flagged(KEPT) == 1
    school.write("lessons/dough.md", LESSON + "\nMore.\n")
    school.sync()
    assert flagged(KEPT) == 2


def test_the_margin_forgets_at_once_what_was_settled_and_knows_what_stands_again(school: School, ines: Person) -> None:
    margins, moment = Margins(), now()
    flags = [school.flag(school.learner(name), "why", "") for name in ("Ben", "Mo")]

    def flagged() -> int:
        with school.database.reading() as session:
            found = margins.find(session, session.scalars(select(Path)).one(), "flashcards.md", moment)
            return sum(len(one.flagged.raised) for one in found if one.flagged)

    assert flagged() == 2
    for left, flag in enumerate(flags):
        html = ines.follow(ines.post(f"/studio/paths/bread/flags/{flag}/settled"))
        assert flagged() == 1 - left
    ines.send(Form(html, f"{flag}/settled"), {})
    assert flagged() == 1


def test_gaps_of_one_card_are_settled_each_for_itself(school: School, ines: Person) -> None:
    gaps = "---\ntitle: Cards\n---\n\n## Bread\n<!-- id: why -->\n\n==Salt== and ==yeast==.\n"
    school.write("flashcards.md", gaps)
    school.sync()
    with school.database.reading() as session:
        path = session.scalars(select(Path)).one()
        keys = [item.key for item in items_of(session, path, "card")]
    assert len(keys) == 2
    flags = {school.flag(school.learner(key), key, "") for key in keys}
    html = ines.open(AT)
    assert set(re.findall(r"/flags/([^/\"]+)/settled", html)) == flags
    with school.database.reading() as session:
        found = messages_of(find_quality(session, path, "flashcards.md"), "bread")
    assert {str(one.flagged.raised[0].id) for one in found if one.flagged} == flags


def test_no_guess_no_second_try_and_nothing_that_teachers_try_out_is_counted(
    school: School, ines: Person, chen: Person
) -> None:
    item = school.public_id("q0")
    school.guess(school.learner("Ben"), "q0")
    for person in (ines, chen, chen):
        html = person.open(f"/items/{item}")
        chosen = Form(html, "/answers").offers["given"][0]
        person.follow(person.send(Form(html, "/answers"), {"given": chosen}))
    assert "1 first answer to 16 questions, of which 0 have enough to tell." in ines.open(AT)


def test_it_is_not_there_for_a_learner(school: School, chen: Person) -> None:
    flag = school.flag(school.learner("Ben"), "why", "")
    chen.open(AT, 404)
    assert chen.post(f"/studio/paths/bread/flags/{flag}/settled").status_code == 404


def test_only_a_flag_of_the_path_is_settled(school: School, ines: Person) -> None:
    mark = school.flag(school.learner("Ben"), "why", "", kind="come-back")
    for id_ in (mark, "no-id", "00000000-0000-0000-0000-000000000000"):
        assert ines.post(f"/studio/paths/bread/flags/{id_}/settled").status_code == 404
    ines.open("/studio/paths/cake/quality", 404)
    ines.open(f"{AT}?settled=nonsense")
