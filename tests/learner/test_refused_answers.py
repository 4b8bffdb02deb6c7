"""A form that cannot be graded comes back with what is wrong, and nothing is written down."""

from typing import Any

from app.db import Database
from app.models import Answer, User
from tests.learner.folder import SECRET, Laid
from tests.learner.person import Form, Person, fill, options
from tests.learner.test_answers import RIGHT, count
from tests.pages.client import OURS

BAD_FORMS: list[tuple[str, dict[str, Any], str]] = [
    ("single", {}, "Choose an answer first."),
    ("single", {"given": "keya"}, "Choose from the answers that are shown."),
    ("single", {"given": ["x", "y"]}, "Choose from the answers that are shown."),
    ("multiple", {}, "Choose at least one answer first."),
    ("ordering", {"given": "1"}, "Give each line a number of its own"),
    ("matching", {}, "Choose a partner for each line first."),
    ("numeric", {"given": "eight"}, "That cannot be read as a number."),
    ("numeric", {"given": "nan"}, "That cannot be read as a number."),
    ("numeric", {"given": ""}, "Write a number first."),
    ("text", {"given": "  "}, "Write an answer first."),
    ("text", {"given": "x" * 501}, "That is too long"),
    ("cloze", {"given.1": "\0"}, "Fill in the gaps first."),
    ("numeric", {"given": "8", "confidence": "9"}, "How sure are you"),
]


def test_a_malformed_form_comes_back_with_what_is_wrong(maria: Person, laid: Laid, database: Database) -> None:
    for kind, fields, sentence in BAD_FORMS:
        html = maria.open(f"/items/{laid.questions[kind]}")
        response = maria.send(Form(html), fields)
        assert response.status_code == 422, (kind, fields)
        assert sentence in response.text
        assert Form(response.text).hidden["nonce"] == Form(html).hidden["nonce"]
        assert SECRET not in response.text
        assert "set-cookie" not in response.headers
    assert (count(database, Answer), count(database, User)) == (0, 0)


def test_a_form_that_comes_back_keeps_what_was_filled_in_and_its_order(maria: Person, laid: Laid) -> None:
    html = maria.open(f"/items/{laid.questions['multiple']}")
    flows = next(id for id, text in options(html).items() if text == "Flows")
    back = maria.send(Form(html), {"given": [flows, "nonsense"], "confidence": "2"}).text
    assert options(back) == options(html)
    assert f'value="{flows}" checked' in back
    assert 'value="2" checked' in back
    assert "feedback--right" in maria.follow(maria.send(Form(back), fill(back, RIGHT["multiple"])))


def test_typed_text_comes_back_escaped(maria: Person, laid: Laid) -> None:
    html = maria.open(f"/items/{laid.questions['numeric']}")
    back = maria.send(Form(html), {"given": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in back
    assert "&lt;script&gt;" in back


def test_a_foreign_nonce_gets_a_fresh_form_and_a_sentence(maria: Person, laid: Laid, database: Database) -> None:
    item = laid.questions["numeric"]
    for fields in ({}, {"nonce": ""}, {"nonce": "nonsense"}, {"nonce": "W10.abc"}, {"nonce": "\0"}):
        response = maria.post(f"/items/{item}/answers", data={"given": "8", **fields})
        assert response.status_code == 422, fields
        assert "This form did not come from here" in response.text
    assert count(database, Answer) == 0
    assert "feedback--right" in maria.follow(maria.send(Form(response.text), {"given": "8"}))


def test_the_nonce_of_another_question_is_refused(maria: Person, laid: Laid) -> None:
    other = Form(maria.open(f"/items/{laid.questions['text']}")).hidden["nonce"]
    response = maria.post(f"/items/{laid.questions['numeric']}/answers", data={"given": "8", "nonce": other})
    assert response.status_code == 422
    assert "This form belongs to something else" in response.text


def test_the_nonce_of_a_beacon_is_refused(maria: Person, laid: Laid) -> None:
    beacon = maria.open("/paths/generative-ai/mine?at=lessons/gan").partition('data-nonce="')[2].partition('"')[0]
    response = maria.post(f"/items/{laid.questions['numeric']}/answers", data={"given": "8", "nonce": beacon})
    assert response.status_code == 422


def typed(content_type: str) -> dict[str, str]:
    return {**OURS, "Content-Type": content_type}


NO_FORMS: list[dict[str, Any]] = [
    {"content": b"{}", "headers": typed("application/json")},
    {"content": b"\xff\xfe%%%=%zz&nonce", "headers": typed("application/x-www-form-urlencoded")},
    {"content": b"--x\r\nbroken", "headers": typed("multipart/form-data; boundary=x")},
    {"content": b"x", "headers": typed("multipart/form-data")},
    {"files": {"nonce": ("nonce.txt", b"x")}},
    {"content": b"", "headers": OURS},
]


def test_what_is_no_form_gets_the_form(maria: Person, laid: Laid) -> None:
    for body in NO_FORMS:
        response = maria.post(f"/items/{laid.questions['numeric']}/answers", **body)
        assert response.status_code == 422, body
        assert "This form did not come from here" in response.text


def test_an_unknown_question_is_not_found(maria: Person) -> None:
    for id in ("aaaaaaaaaaaaaaaa", "1", "%00", "x" * 500, "ÄÖ"):
        assert maria.get(f"/items/{id}").status_code == 404, id
        assert maria.post(f"/items/{id}/answers", data={"given": "x"}).status_code == 404, id
        assert maria.get(f"/answers/{id}").status_code == 404, id


def test_a_card_takes_no_answer_and_a_question_no_review(maria: Person, laid: Laid) -> None:
    assert maria.post(f"/items/{laid.cards[0]}/answers", data={"given": "x"}).status_code == 404
    assert maria.post(f"/items/{laid.questions['single']}/reviews", data={"rating": "3"}).status_code == 404


def test_other_methods_are_refused(maria: Person, laid: Laid) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert maria.ask(method, f"/items/{laid.questions['single']}/answers", headers=OURS).status_code == 405


def test_a_form_of_another_site_is_refused(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    response = maria.send(Form(html), fill(html, RIGHT["single"]), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert count(database, Answer) == 0
