"""The metadata line: where it counts, what it may say."""

import pytest

from tests.content.files import document, problems


@pytest.mark.parametrize(
    ("meta", "found"),
    [
        ("id: Ä b", ("meta-id", 2, 10)),
        ("id: a~b", ("meta-id", 2, 10)),
        ("level: 6", ("meta-number", 2, 13)),
        ("level: ²", ("meta-number", 2, 13)),
        ("edition: 0", ("meta-number", 2, 15)),
        ("colour: red", ("meta", 2, 6)),
        ("id: a; id: b", ("meta", 2, 13)),
        ("id: a; b", ("meta", 2, 13)),
        ("see: lessons/a.md", ("see", 2, 11)),
        ("see: gan#x", ("see", 2, 11)),
    ],
)
def test_what_is_wrong_in_it_is_reported_where_it_stands(meta: str, found: tuple[str, int, int]) -> None:
    assert found in problems(f"## C\n<!-- {meta} -->\n\nBack.\n", "flashcards/c.md")


@pytest.mark.parametrize(
    "text",
    ["## C\n\n<!-- id: x -->\n\nBack.\n", "## C\n\nBack.\n<!-- level: 2 -->\n", "<!-- id: x -->\n\n## C\n\nB.\n"],
)
def test_elsewhere_it_does_not_count_and_is_reported(text: str) -> None:
    assert "meta-place" in [rule for rule, _, _ in problems(text, "flashcards/c.md")]
    assert document(text, "flashcards/c.md").items[0].key == "flashcards/c.md#c"


@pytest.mark.parametrize(
    ("file", "meta"),
    [
        ("lessons/a.md", "level: 2"),
        ("quizzes/q.md", "reverse: true"),
        ("glossary.md", "ref: x"),
        ("flashcards/c.md", "minutes: 2"),
    ],
)
def test_a_key_that_means_nothing_in_this_kind_of_file_is_an_error(file: str, meta: str) -> None:
    assert ("meta", 2, 6) in problems(f"## Title\n<!-- {meta} -->\n\nText.\n", file)


def test_other_words_in_a_comment_below_a_heading_are_dropped() -> None:
    read_in = document("## C\n<!-- TODO, soon -->\n\nBack.\n", "flashcards/c.md")
    assert "TODO" not in str(read_in.items[0].body.model_dump(exclude={"source"}))


def test_an_id_of_a_section_is_its_anchor() -> None:
    assert document("## One\n<!-- id: uno; edition: 3 -->\n\nText.\n").items[0].key == "lessons/a.md#uno"
    assert document("## One\n<!-- id: uno; edition: 3 -->\n\nText.\n").items[0].edition == 3


def test_an_id_in_front_matter_is_the_documents_key_and_that_of_what_stands_in_it() -> None:
    read_in = document("---\ntitle: A\nid: kept\n---\n## One\n\nText.\n")
    assert (read_in.key, read_in.items[0].key) == ("kept", "kept#one")


def test_two_sections_with_one_id_are_an_error() -> None:
    assert ("id-duplicate", 7, 1) in problems(
        "## A\n<!-- id: x -->\n\na\n\n## B\n<!-- id: x -->\n\nb\n".replace("\n\n## B", "\n\n## B")
    )
