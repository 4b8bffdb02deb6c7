"""Who is who after an edit: by key, by text, by likeness, and never by a guess."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.identity import (
    MOST_TRIED,
    Found,
    Known,
    Matching,
    Reason,
    Wording,
    likeness,
    match_alike,
    match_surely,
)

DECK, QUIZ = "flashcards.md", "quizzes/basics.md"


def known(id_: int, key: str, text: str, **more: object) -> Known:
    return replace(Known(id_, "card", key, DECK, text), **more)  # type: ignore[arg-type]


def found(key: str, text: str, **more: object) -> Found:
    return replace(Found("card", key, DECK, text), **more)  # type: ignore[arg-type]


def pairs(matching: Matching) -> dict[int, tuple[str, Reason]]:
    return {match.known.id: (match.found.key, match.reason) for match in matching.matches}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([known(1, "a", "T")], [found("a", "U")], {1: ("a", "same key")}, id="a new text under its key"),
        pytest.param([known(1, "a", "T")], [found("b", "T")], {1: ("b", "same text")}, id="the text under a new key"),
        pytest.param(
            [known(1, "a", "T")], [found("b", "T", place=QUIZ)], {1: ("b", "same text")}, id="the text in another file"
        ),
        pytest.param([known(1, "a", "T")], [found("b", "U")], {}, id="another key and another text"),
        pytest.param([known(1, "a", "T")], [found("a", "T", kind="question")], {}, id="another kind"),
        pytest.param(
            [known(1, "a", "T"), known(2, "b", "T")], [found("c", "T", place=QUIZ)], {}, id="two had this text"
        ),
        pytest.param([known(1, "a", "T")], [found("b", "T"), found("c", "T")], {}, id="two have this text"),
        pytest.param(
            [known(1, "a", "T")], [found("b", "T", place=QUIZ, is_blank=True)], {}, id="a bare heading in another file"
        ),
        pytest.param(
            [known(1, "a", "T")],
            [found("b", "T"), found("a", "U", has_id=True)],
            {1: ("b", "same text")},
            id="of two that claim a card, its text goes before its key made from a heading",
        ),
        pytest.param(
            [known(1, "a", "T")],
            [found("b", "T", has_id=True), found("a", "U", has_id=True)],
            {1: ("a", "same key")},
            id="a written id goes before its text",
        ),
        pytest.param(
            [known(1, "e", "T"), known(2, "e-2", "U")],
            [found("e", "U"), found("e-2", "T")],
            {1: ("e-2", "same text"), 2: ("e", "same text")},
            id="two headings alike swap",
        ),
        pytest.param(
            [known(1, "e", "T"), known(2, "e-2", "U")],
            [found("e", "U")],
            {2: ("e", "same text")},
            id="the first of two headings alike goes",
        ),
        pytest.param(
            [known(1, "b", "T", aliases=("a",))], [found("a", "U")], {1: ("a", "former key")}, id="back to a former key"
        ),
        pytest.param(
            [known(1, "b", "T", aliases=("a",))],
            [found("a", "U"), found("b", "T")],
            {1: ("b", "same key")},
            id="a former key now of another",
        ),
        pytest.param(
            [known(1, "a", "T", is_retired=True)], [found("a", "U")], {1: ("a", "same key")}, id="a retired one by key"
        ),
        pytest.param(
            [known(1, "a", "T", is_retired=True)],
            [found("b", "T")],
            {1: ("b", "same text")},
            id="a retired one by text",
        ),
        pytest.param(
            [known(1, "a", "T", is_retired=True), known(2, "b", "T")],
            [found("c", "T")],
            {2: ("c", "same text")},
            id="the living go before the retired",
        ),
        pytest.param(
            [known(1, "a", "T"), known(2, "old", "U", is_retired=True)],
            [found("a", "U")],
            {1: ("a", "same key")},
            id="the text of a retired one takes no key away",
        ),
    ],
)
def test_it_matches_surely(before: list[Known], after: list[Found], expected: dict[int, tuple[str, str]]) -> None:
    assert pairs(match_surely(before, after)) == expected


def test_it_tells_what_is_lost_and_what_is_new_and_knows_nothing_of_the_long_lost() -> None:
    matching = match_surely([known(1, "a", "T"), known(2, "b", "U", is_retired=True)], [found("c", "V")])
    assert [k.id for k in matching.lost] == [1]
    assert [f.key for f in matching.new] == ["c"]


SEEN = "What does the discriminator of a GAN see during training, and what not?"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            (SEEN, "Samples, real and made", ""), (SEEN, "Samples, real and faked", ""), "same heading", id="body"
        ),
        pytest.param((SEEN, "Samples", "one"), (SEEN, "Samples", "two"), None, id="equal heading, another answer"),
        pytest.param((SEEN, "Samples", ""), (SEEN, "Nothing of this kind, ever", ""), None, id="another body"),
        pytest.param((SEEN, "", ""), (SEEN, "", ""), "same heading", id="no body on either side"),
        pytest.param(
            (SEEN, "b", "x"), (SEEN.replace("during", "in"), "c", "X "), "same answer", id="a reworded heading"
        ),
        pytest.param((SEEN, "b", "x"), (SEEN.replace("during", "in"), "c", "y"), None, id="reworded, another answer"),
        pytest.param((SEEN, "b", ""), (SEEN.replace("during", "in"), "c", ""), None, id="no answer to compare"),
        pytest.param((SEEN, "b", "x"), ("What does the generator see?", "c", "x"), None, id="quite another heading"),
        pytest.param((SEEN, "b", "x"), (SEEN.replace("GAN", "VAE"), "b", "x"), None, id="another name"),
        pytest.param((SEEN + " 12 times", "b", "x"), (SEEN + " 13 times", "b", "x"), None, id="another number"),
        pytest.param(
            (SEEN, "b", "x"), (SEEN.replace("and what not", "and what"), "b", "x"), None, id="a negation gone"
        ),
        pytest.param((SEEN + " if a < b", "b", "x"), (SEEN + " if a > b", "b", "x"), None, id="the sign turned"),
        pytest.param((SEEN + " at -1", "b", "x"), (SEEN + " at 1", "b", "x"), None, id="the sign of a number"),
        pytest.param(
            ("A VAE maximises a bound on the likelihood", "b", "True"),
            ("A flow maximises a bound on the likelihood", "b", "True"),
            None,
            id="alike, but about something else",
        ),
        pytest.param(
            ("Two players", SEEN, None), ("Who plays", SEEN, None), "same body", id="a text under another heading"
        ),
        pytest.param(("Two players", "They play.", None), ("Who plays", "They play.", None), None, id="hardly a text"),
        pytest.param(("Two players", SEEN, "x"), ("Who plays", SEEN, "x"), None, id="a card is more than its body"),
        pytest.param(
            ("Learning is supervised here", "b", "True"), ("Learning is unsupervised here", "b", "True"), None, id="un-"
        ),
    ],
)
def test_it_knows_an_edit_from_another_item(
    before: tuple[str, str, str | None], after: tuple[str, str, str | None], expected: Reason | None
) -> None:
    assert likeness(Wording(*before), Wording(*after)) == expected


def alike(before: dict[str, str], after: dict[str, str], place: str = DECK) -> dict[int, tuple[str, Reason]]:
    """Matches cards of these bodies, all with one heading."""
    olds = [known(i, key, body) for i, (key, body) in enumerate(before.items())]
    news = [found(key, body, place=place) for key, body in after.items()]
    matching = match_alike(
        match_surely(olds, news), lambda k: Wording("H", k.digest, k.digest), lambda f: Wording("H", f.digest, f.digest)
    )
    return pairs(matching)


def test_it_matches_an_edited_text_whose_key_changed() -> None:
    assert alike({"a": "it learns from samples"}, {"b": "it learns from a sample"}) == {0: ("b", "same heading")}


def test_it_matches_by_likeness_in_one_file_only() -> None:
    assert alike({"a": "it learns from samples"}, {"b": "it learns from a sample"}, place=QUIZ) == {}


@pytest.mark.parametrize("both_before", [True, False])
def test_it_does_not_guess_between_two_candidates(both_before: bool) -> None:
    two, one = {"a": "it learns from samples", "b": "it learns from simples"}, {"c": "it learns from a sample"}
    assert alike(*((two, one) if both_before else (one, two))) == {}


@pytest.mark.parametrize("both_before", [True, False])
def test_it_tries_no_likeness_where_too_many_are_left(both_before: bool) -> None:
    one, other = {"a": "it learns from samples"}, {"b": "it learns from a sample"}
    many = {f"x{i}": f"{i} " * 9 for i in range(MOST_TRIED)}
    assert len(alike(one, other | {k: many[k] for k in list(many)[1:]})) == 1
    assert alike(*((one | many, other) if both_before else (one, other | many))) == {}


def test_it_compares_long_texts_soon_enough() -> None:
    long = " ".join(f"word{i}" for i in range(40_000))
    assert likeness(Wording("H", long, long), Wording("H", long + " more", long + " more")) == "same heading"
    assert likeness(Wording("H", long, long), Wording("H", long[::-1], long[::-1])) is None


keys, texts = st.sampled_from("abcdef"), st.sampled_from("TUVW")
befores = st.lists(st.builds(found, keys, texts), unique_by=lambda f: f.key).map(
    lambda items: [known(i, f.key, f.digest) for i, f in enumerate(items)]
)
afters = st.lists(st.builds(found, keys, texts, has_id=st.booleans()), unique_by=lambda f: f.key)


@given(befores, afters)
def test_nobody_is_matched_twice_and_nobody_is_forgotten(before: list[Known], after: list[Found]) -> None:
    matching = match_surely(before, after)
    assert sorted([m.known.id for m in matching.matches] + [k.id for k in matching.lost]) == [k.id for k in before]
    assert sorted([m.found.key for m in matching.matches] + [f.key for f in matching.new]) == sorted(
        f.key for f in after
    )


@given(befores)
def test_what_did_not_change_is_matched_with_itself(before: list[Known]) -> None:
    matching = match_surely(before, [found(k.key, k.digest) for k in before])
    assert all(m.known.key == m.found.key for m in matching.matches)
    assert len(matching.matches) == len(before)


@given(befores, afters)
def test_a_written_id_keeps_its_item_unless_the_text_says_who_it_is(before: list[Known], after: list[Found]) -> None:
    matched = pairs(match_surely(before, after))
    written = {f.key for f in after if f.has_id}
    for item in before:
        if item.key in written:
            key, _ = matched[item.id]
            assert key == item.key or next(f for f in after if f.key == key).digest == item.digest
