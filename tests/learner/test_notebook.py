"""All that was flagged or written, on one page and beside the headings; nothing that was put there is lost."""

import re

from sqlalchemy import select, update

from app.db import Database
from app.models import Page, Path
from tests.learner.folder import SECTIONS, Laid, lay_path, retire
from tests.learner.person import HTMX, Form, Person
from tests.learner.test_flags import flag, raised
from tests.learner.test_mine import LANDING, LESSON
from tests.learner.test_notes import write

LESSON_PAGE = "/paths/generative-ai/lessons/gan"


def names(html: str) -> list[str]:
    """What is listed, in order."""
    found = re.findall(r'<div class="entry__name">(.*?)</div>', html, re.S)
    return [" ".join(re.sub("<[^>]+>", "", name).split()) for name in found]


def marked(html: str) -> dict[str, str]:
    """What is said of each section that is marked, by its public id."""
    found = re.findall(r'<in-place class="marked" id="marked-(\w+)".*?visually-hidden">(.*?)</span>', html, re.S)
    return {section: " ".join(words.split()) for section, words in found}


def test_a_stranger_finds_how_to_begin(maria: Person, laid: Laid) -> None:
    response = maria.get("/notes")
    assert "Nothing marked yet" in response.text
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_it_lists_everything_in_reading_order(maria: Person, laid: Laid) -> None:
    flag(maria, laid.sections[2])
    flag(maria, laid.questions["single"], "wrong", "Two are right")
    flag(maria, laid.cards[1])
    write(maria, laid.sections[0], "First line\nsecond line")
    flag(maria, laid.cards[0])
    flag(maria, laid.sections[0], "wrong")
    html = maria.open("/notes")
    asked = "What does the discriminator say?"
    assert names(html) == ["The game", "Front 0", asked, "Front 1", "The collapse"]
    assert '<p class="entry__note">First line\nsecond line</p>' in html
    assert '<p class="raised__remark">Two are right</p>' in html
    assert raised(html).count("Something is wrong here") == 2


def test_each_leads_to_its_place_and_to_its_forms(maria: Person, laid: Laid) -> None:
    flag(maria, laid.sections[1])
    flag(maria, laid.cards[0])
    html = maria.open("/notes")
    assert f'<a href="{LESSON_PAGE}#objective">The objective</a>' in html
    assert f'<a href="{LESSON_PAGE}#game">Go there' in html
    assert f'<a href="/items/{laid.cards[0]}">Try it again' in html
    for item in (laid.sections[1], laid.cards[0]):
        assert f'<a href="/items/{item}/marks">Edit' in html


def test_paths_stand_apart(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        other = lay_path(session, slug="another")
    flag(maria, laid.sections[0])
    flag(maria, other.sections[0])
    html = maria.open("/notes")
    titles = re.findall(r'volume__title"[^>]*><a href="([^"]+)">(.*?)</a>', html)
    assert titles == [("/paths/another", "Path another"), ("/paths/generative-ai", "Path generative-ai")]


def test_what_is_done_leaves_the_list_and_can_be_put_back(maria: Person, laid: Laid) -> None:
    flag(maria, laid.sections[0], remark="Once more")
    page = maria.follow(maria.send(Form(maria.open("/notes"), "method=delete")))
    assert "Done: it is off your list." in page
    assert "Once more" not in page
    page = maria.follow(maria.send(Form(page, "method=put")))
    assert "Once more" in page
    partial = maria.get("/notes", **HTMX).text
    assert partial.startswith('<div class="notebook" id="notebook">')


def test_what_was_taken_out_of_a_path_is_still_listed(maria: Person, laid: Laid, database: Database) -> None:
    write(maria, laid.sections[1], "Not lost")
    flag(maria, laid.cards[0], remark="Nor this")
    with database.writing() as session:
        retire(session, laid.sections[1])
        retire(session, laid.cards[0])
        page = session.scalars(select(Page).where(Page.slug == "gan")).one()
        page.sections = [section for section in page.sections if section["anchor"] != SECTIONS[1]]
    html = maria.open("/notes")
    assert names(html) == ["Front 0", "The objective"]
    assert "Not lost" in html
    assert "Nor this" in html
    assert html.count("taken out of the path since") == 2
    assert f"{LESSON_PAGE}#objective" not in html
    assert f'href="/items/{laid.cards[0]}"' not in html
    assert "Nor this" not in maria.follow(maria.send(Form(html, "method=delete")))


def test_a_card_whose_section_was_taken_out_has_no_place_to_go_to(
    maria: Person, laid: Laid, database: Database
) -> None:
    flag(maria, laid.cards[0])
    flag(maria, laid.sections[2])
    with database.writing() as session:
        retire(session, laid.sections[0])
    html = maria.open("/notes")
    assert names(html) == ["The collapse", "Front 0"]
    assert "Go there" not in html
    assert "Try it again" in html


def test_a_path_that_cannot_be_visited_is_listed_too(maria: Person, laid: Laid, database: Database) -> None:
    write(maria, laid.sections[0], "Not lost")
    flag(maria, laid.sections[0])
    with database.writing() as session:
        session.execute(update(Path).values(visibility="private"))
    html = maria.open("/notes")
    assert "This path cannot be visited at present." in html
    assert "Not lost" in html
    assert "/paths/generative-ai" not in html
    assert "/marks" not in html
    assert raised(maria.follow(maria.send(Form(html, "method=delete")))) == []


def test_it_is_another_for_ben(maria: Person, ben: Person, laid: Laid) -> None:
    flag(maria, laid.sections[0])
    write(ben, laid.sections[1], "Mine")
    assert names(ben.open("/notes")) == ["The objective"]


def test_marked_sections_show_it_beside_their_headings(maria: Person, ben: Person, laid: Laid) -> None:
    flag(maria, laid.sections[0], "wrong")
    flag(maria, laid.sections[0])
    write(maria, laid.sections[2], "A note")
    flag(maria, laid.cards[0])
    for url in (LESSON, "/paths/generative-ai/mine?at=article"):
        assert marked(maria.open(url)) == {
            laid.sections[0]: "Your marks: come back to this, something is wrong here",
            laid.sections[2]: "Your marks: a note",
        }
    for elsewhere in (LANDING, "/paths/generative-ai/mine?at=lessons/another"):
        assert marked(maria.open(elsewhere)) == {}
    flag(ben, laid.cards[0])
    assert marked(ben.open(LESSON)) == {}


def test_what_is_settled_or_taken_away_is_beside_no_heading(maria: Person, laid: Laid) -> None:
    page = maria.follow(flag(maria, laid.sections[0]))
    write(maria, laid.sections[1], "A note")
    first = maria.open(LESSON)
    assert set(marked(first)) == {laid.sections[0], laid.sections[1]}
    assert "innerHTML:main .marked" not in first
    maria.send(Form(page, "method=delete"))
    write(maria, laid.sections[1], "")
    later = maria.open(f"{LESSON}&again=1")
    assert marked(later) == {}
    assert '<i hx-swap-oob="innerHTML:main .marked"></i>' in later


def test_the_marks_that_stay_are_not_emptied(maria: Person, laid: Laid) -> None:
    flag(maria, laid.sections[0])
    later = maria.open(f"{LESSON}&again=1")
    assert f'<i hx-swap-oob="innerHTML:main .marked:not(#marked-{laid.sections[0]})"></i>' in later


def test_progress_and_profile_lead_to_it(maria: Person, laid: Laid) -> None:
    flag(maria, laid.sections[0])
    for url in ("/progress", "/profile"):
        assert 'href="/notes"' in maria.open(url), url
