"""A rating that cannot be taken: the card comes again, and nothing is written down."""

from app.db import Database
from tests.learner.folder import SECRET, Laid
from tests.learner.person import Form, Person
from tests.learner.test_reviews import reviews, shown, turn


def test_what_is_no_rating_gets_the_card_again(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(turn(maria, maria.open("/reviews")), "/reviews")
    for fields in ({}, *({"rating": rating} for rating in ("", "0", "5", "3.0", "good", "-1"))):
        response = maria.send(form, fields)
        assert response.status_code == 422, fields
        assert "Say whether you had it" in response.text
        assert shown(response.text) == "Front 0"
        assert SECRET in response.text
    assert reviews(database) == 0
    assert shown(maria.follow(maria.send(Form(response.text, "/reviews"), {"rating": "3"}))) == "Front 1"


def test_a_foreign_nonce_gets_the_card_again(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(turn(maria, maria.open("/reviews")), "/reviews")
    for nonce in ("", "forged"):
        response = maria.send(form, {"rating": "3", "nonce": nonce})
        assert response.status_code == 422
        assert "This form did not come from here" in response.text
    assert reviews(database) == 0


def test_the_nonce_of_another_card_is_refused(maria: Person, laid: Laid) -> None:
    other = Form(maria.open(f"/items/{laid.cards[1]}?flip=1"), "/reviews").hidden["nonce"]
    response = maria.post(f"/items/{laid.cards[0]}/reviews", data={"rating": "3", "nonce": other})
    assert response.status_code == 422
    assert "This form belongs to something else" in response.text


def test_an_unknown_path_or_card_is_not_found(maria: Person, laid: Laid) -> None:
    maria.open("/reviews?path=none", 404)
    assert maria.post("/items/aaaaaaaaaaaaaaaa/reviews", data={"rating": "3"}).status_code == 404
