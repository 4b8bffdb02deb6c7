"""Every answer and every review in order: on a page, and as files to take along."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from app.db import Database
from app.models import Answer, Item, ItemVersion, LoginSession, Path, Review, User, now, uuid7
from app.progress.export import COLUMNS
from app.progress.history import BATCH, Cursor, read_cursor
from app.progress.memory import SCHEDULER_NAME
from tests.learner.folder import SECRET, Laid, add_version, card, lay_path, retire
from tests.learner.past import age
from tests.learner.person import HTMX, Form, Person
from tests.learner.test_answers import RIGHT, WRONG

EVENT = re.compile(r'<li class="event(.*?)</li>', re.S)


def events(html: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", " ", found).split()) for found in EVENT.findall(html)]


def read_csv(person: Person) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(person.open("/history.csv"), newline=""), strict=True))


def read_json(person: Person) -> list[dict[str, Any]]:
    return [json.loads(line) for line in person.open("/history.jsonl").splitlines()]


def rated(database: Database, laid: Laid, count: int) -> None:
    """So many more reviews of a card by the one learner there is, a minute apart and the first of them long ago."""
    with database.writing() as session:
        user_id = session.scalars(select(User.id)).one()
        item = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
        begin = now() - timedelta(days=30)
        session.execute(
            insert(Review),
            [
                {
                    "user_id": user_id,
                    "id": uuid7(),
                    "item_id": item.id,
                    "version_id": item.version_id,
                    "lineage": item.lineage,
                    "rating": 3,
                    "before": None,
                    "scheduler": SCHEDULER_NAME,
                    "seconds": float(n),
                    "idempotency_key": f"{n:032x}",
                    # Two in each moment: the id alone tells them apart.
                    "reviewed_at": begin + n // 2 * timedelta(minutes=1),
                }
                for n in range(count)
            ],
        )


def test_it_has_everything_with_the_latest_first(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="3")
    maria.answer(laid.questions["cloze"], ["elbo", "prior"])
    maria.answer(laid.questions["matching"], WRONG["matching"])
    maria.rate(laid.cards[1], 1)
    found = events(maria.open("/history"))
    assert len(found) == 5
    for event, words in zip(
        found,
        (
            ("Front 1", "forgot"),
            ("What does each optimise?", "missed", "VAE → nothing"),
            ("Fill in", "partly right", "elbo", "prior"),
            ("What does the discriminator say?", "Whether it is real", "certain", "right"),
            ("Front 0", "got it"),
        ),
        strict=True,
    ):
        for word in words:
            assert word in event


def test_it_is_told_day_by_day(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    age(database, 1)
    maria.rate(laid.cards[1], 3)
    days = re.findall(r'<section class="history__day"><h2[^>]*>(\w+), .*?</h2>', maria.open("/history"))
    assert len(days) == 2
    assert days[0] != days[1]


def test_an_answer_leads_to_what_was_told_and_a_card_to_its_section(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    maria.rate(laid.cards[2], 3)
    html = maria.open("/history")
    (address,) = set(re.findall(r'href="(/answers/[^"]+)"', html))
    assert "because of" in maria.open(address)
    assert 'href="/paths/generative-ai/lessons/gan#collapse">The collapse</a>' in html


def test_what_was_retired_stays_without_a_way_to_it(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    maria.rate(laid.cards[0], 3)
    with database.writing() as session:
        retire(session, laid.questions["single"])
        retire(session, laid.cards[0])
    html = maria.open("/history")
    assert len(events(html)) == 2
    assert "/answers/" not in html
    assert "/lessons/" not in html


def test_a_path_taken_out_of_the_library_stays_in_the_history(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    with database.writing() as session:
        session.execute(update(Path).values(retired_at=now()))
    html = maria.open("/history")
    assert "What does the discriminator say?" in html
    assert "/answers/" not in html
    assert len(read_csv(maria)) == 1


def test_it_is_called_as_it_was_then(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    with database.writing() as session:
        item = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
        item.version_id = add_version(session, item, card(99), edition=2).id
    assert "Front 0" in events(maria.open("/history"))[0]


def test_what_was_taken_back_says_so(maria: Person, laid: Laid) -> None:
    html = maria.follow(maria.rate(laid.cards[0], 1))
    maria.send(Form(html, "/reviews/"))
    (event,) = events(maria.open("/history"))
    assert "taken back" in event
    assert "forgot" not in event
    assert read_csv(maria)[0]["undone"]
    assert read_json(maria)[0]["undone"]


def test_nothing_is_told_of_what_was_not_answered(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    maria.answer(laid.questions["single"], WRONG["single"])
    for address in ("/history", "/history.csv", "/history.jsonl"):
        text = maria.open(address)
        assert SECRET not in text, address
        assert "Front 1" not in text, address


def test_a_page_has_fifty_and_leads_to_those_before(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[1], 3)
    rated(database, laid, 110)
    html, pages = maria.open("/history"), []
    while True:
        pages.append(events(html))
        found = re.search(r'href="(/history\?before=[\w-]+)"', html)
        if not found:
            break
        html = maria.open(found[1])
        assert "The latest" in html
    assert [len(page) for page in pages] == [50, 50, 11]
    assert len({event for page in pages for event in page}) == 111


def test_it_begins_with_a_day_that_is_asked_for(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    age(database, 3)
    maria.rate(laid.cards[1], 3)
    day = (now() - timedelta(days=2, hours=4)).date().isoformat()
    (event,) = events(maria.open(f"/history?day={day}"))
    assert "Front 0" in event
    early = (now() - timedelta(days=9)).date().isoformat()
    assert "There is nothing before that." in maria.open(f"/history?day={early}")


@pytest.mark.parametrize(
    "query",
    [
        "before=",
        "before=x",
        "before=%C3%A9",
        "before=%00",
        "before=" + "A" * 32,
        "before=" + "_" * 32,
        "before=" + "A" * 3000,
        "day=",
        "day=x",
        "day=9999-12-31",
        "day=0001-01-01",
        "day=2026-02-30",
    ],
)
def test_an_address_that_is_none_breaks_nothing(maria: Person, laid: Laid, query: str) -> None:
    maria.rate(laid.cards[0], 3)
    assert maria.get(f"/history?{query}").status_code in (200, 404)


def test_a_stranger_gets_a_friendly_page_and_a_heading(chen: Person, maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    assert "Nothing answered yet" in chen.open("/history")
    assert chen.open("/history.csv") == ",".join(COLUMNS) + "\r\n"
    assert chen.open("/history.jsonl") == ""
    assert not chen.cookies


def test_it_is_nobody_elses(maria: Person, ben: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    ben.rate(laid.cards[1], 3)
    assert len(events(ben.open("/history"))) == len(read_csv(ben)) == len(read_json(ben)) == 1
    assert "Front 0" not in ben.open("/history") + ben.open("/history.csv") + ben.open("/history.jsonl")


def test_the_files_have_every_line_with_the_first_first(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["matching"], RIGHT["matching"], confidence="2")
    maria.rate(laid.cards[0], 1)
    with database.writing() as session:
        session.execute(update(User).values(time_zone="Asia/Kathmandu"))
        session.execute(update(Answer).values(seconds=12.34))
    answer, review = read_json(maria)
    assert list(answer) == list(COLUMNS)
    assert answer["path"] == "generative-ai"
    assert answer["page"] == "The core ideas"
    assert answer["item"] == "core.md#matching"
    assert answer["kind"] == "matching"
    assert answer["asked"] == "What does each optimise?"
    assert (answer["rating"], answer["correctness"], answer["confidence"]) == (3, 1.0, 2)
    assert sorted(answer["given"]) == [["Flow", "the likelihood"], ["GAN", "a game"], ["VAE", "a bound"]]
    assert answer["seconds"] == 12.3
    assert (review["kind"], review["rating"], review["correctness"], review["given"]) == ("card", 1, None, None)
    assert answer["time"] < review["time"]
    for line in (answer, review):
        assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(hours=5, minutes=45)
    assert [json.dumps(line["given"], ensure_ascii=False) if line["given"] else "" for line in (answer, review)] == [
        line["given"] for line in read_csv(maria)
    ]
    assert [{k: "" if v is None else str(v) for k, v in line.items() if k != "given"} for line in (answer, review)] == [
        {k: v for k, v in line.items() if k != "given"} for line in read_csv(maria)
    ]


def test_of_a_guess_the_rating_is_the_one_that_it_made(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="1")
    maria.answer(laid.questions["single"], WRONG["single"])
    assert [line["rating"] for line in read_json(maria)] == [2, 1]


def test_a_long_history_comes_whole(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[1], 3)
    count = 2 * BATCH + 1
    rated(database, laid, count)
    lines = read_json(maria)
    assert len({line["id"] for line in lines}) == len(lines) == count + 1
    times = [line["time"] for line in lines]
    assert times == sorted(times)
    assert lines[-1]["asked"] == "Front 1"
    assert len(read_csv(maria)) == count + 1


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\uff1d1+1"])
def test_a_spreadsheet_runs_nothing(maria: Person, laid: Laid, database: Database, said: str) -> None:
    maria.answer(laid.questions["text"], f"x{said}")
    with database.writing() as session:
        version = session.scalars(
            select(ItemVersion).join(Item, Item.version_id == ItemVersion.id).where(Item.key == "core.md#text")
        ).one()
        version.body = version.body.model_copy(update={"heading": f'{said},"quoted"\r\nand more'})
    (line,) = read_csv(maria)
    assert line["asked"] == f'\'{said},"quoted"\r\nand more'
    assert json.loads(line["given"]) == [f"x{said}"]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for cell in line.values())
    assert read_json(maria)[0]["asked"] == f'{said},"quoted"\r\nand more'


def test_other_letters_come_through(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["text"], "Überraschung, 驚き; 🪨")
    assert maria.get("/history.csv").content.decode("utf-8").count("Überraschung, 驚き; 🪨") == 1
    assert maria.get("/history.jsonl").content.decode("utf-8").count("Überraschung, 驚き; 🪨") == 1


def test_the_files_are_files_and_are_kept_by_nobody(maria: Person, laid: Laid) -> None:
    for extension, media_type in (("csv", "text/csv"), ("jsonl", "application/jsonl")):
        response = maria.get(f"/history.{extension}")
        assert response.headers["content-disposition"] == f'attachment; filename="cairn-history.{extension}"'
        assert response.headers["content-type"].startswith(media_type)
        assert response.headers["cache-control"] == "no-store"


def test_what_the_columns_hold_is_said(maria: Person) -> None:
    html = maria.open("/history")
    for name, meaning in COLUMNS.items():
        assert f"<dt><code>{name}</code></dt><dd>{meaning}</dd>" in html


def test_htmx_is_sent_to_the_page(maria: Person) -> None:
    assert maria.get("/history", **HTMX).headers["hx-redirect"].endswith("/history")


def test_nothing_is_posted_to_it(maria: Person) -> None:
    for address in ("/history", "/history.csv", "/history.jsonl"):
        assert maria.post(address).status_code == 405


def test_a_cookie_that_is_known_no_more_is_a_stranger(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    with database.writing() as session:
        session.execute(update(LoginSession).values(token_digest="0" * 64))
    assert "Nothing answered yet" in maria.open("/history")
    assert read_csv(maria) == []


def test_a_place_in_the_history_is_read_back() -> None:
    for at in (now(), datetime.fromisoformat("1999-12-31T23:59:59.999999+00:00")):
        place = Cursor(at, uuid7())
        assert read_cursor(str(place)) == place
    assert read_cursor("") is None
    assert read_cursor("AAAA") is None


def test_two_paths_are_told_apart(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        other = lay_path(session, slug="other")
    maria.rate(laid.cards[0], 3)
    maria.rate(other.cards[0], 3)
    assert [line["path"] for line in read_csv(maria)] == ["generative-ai", "other"]
    assert "Path other" in events(maria.open("/history"))[0]
