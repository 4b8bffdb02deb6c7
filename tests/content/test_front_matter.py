"""Front matter and references: what may be written, and every trap of YAML reported on its line."""

import pytest

from app.content.context import Context
from app.content.parse import parse
from tests.content.files import document, problems, read


def test_values_are_read_as_yaml_1_2_has_them() -> None:
    front = document("---\ntitle: Off\nsummary: no\nlevel: 3\n---\n").front
    assert front == {"title": "Off", "summary": "no", "level": 3}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("title: A\ntitle: B", ("yaml-duplicate", 3, 1)),
        ("title: A\nsummary: [", ("yaml", 3, 11)),
        ("title: A\nsummary: a: b", ("yaml", 3, 11)),
        ("title: A\n\tsummary: b", ("yaml", 3, 1)),
        ("title: &a A\nsummary: *a", ("yaml", 2, 8)),
        ("title: A\nsummary: !!python/object:os.system x", ("yaml", 3, 10)),
        ("- title", ("yaml", 2, 1)),
        ("title: A\n? [a]\n: b", ("yaml", 3, 3)),
        ("title: A\nlevel: 9", ("front-value", 3, 1)),
        ("title: A\nlevel: high", ("front-value", 3, 1)),
        ("title: [a]", ("front-value", 2, 1)),
        ("title: A\nid: 'a b'", ("front-value", 3, 1)),
        ("title: A\nlevle: 2", ("front-unknown", 3, 1)),
        ("title: A\nx: " + "[" * 30 + "]" * 30, ("yaml", 2, 1)),
        ("title: A\nx:\n" + "\n".join("  " * i + "- " for i in range(1, 30)), ("yaml", 24, 43)),
        ("title: A\nx: " + "[" * 3000, ("yaml", 2, 1)),
        ("summary: no title", ("title", 1, 1)),
    ],
)
def test_what_is_wrong_is_reported_on_its_line(lines: str, found: tuple[str, int, int]) -> None:
    assert found in problems(f"---\n{lines}\n---\nText.\n")


def test_an_unknown_key_comes_with_the_one_that_was_meant() -> None:
    (found,) = read("---\ntitle: A\nlevle: 2\n---\n").problems
    assert (found.severity, "did you mean level?" in found.message) == ("warning", True)


def test_front_matter_that_is_not_closed_is_reported() -> None:
    assert ("front-matter", 1, 1) in problems("---\ntitle: A\n\nText.\n")


def test_an_alias_cannot_make_a_small_file_large() -> None:
    lines = ["a: &a [x, x]"] + [f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]" for i in range(20)]
    assert "yaml" in [r for r, _, _ in problems("---\ntitle: A\n" + "\n".join(lines) + "\n---\n")]


def test_a_path_names_its_parts() -> None:
    front = document("---\ntitle: A\nparts:\n  - title: One\n    lessons: [a, 2024]\n---\n", "path.md").front
    assert front["parts"] == [{"title": "One", "lessons": ["a", 2024]}]
    assert ("front-value", 3, 9) in problems("---\ntitle: A\nparts: [x]\n---\n", "path.md")


def references(text: str) -> tuple[dict[str, str], list[tuple[str, int]]]:
    parsed = parse(text.encode(), "references.yml", Context("p"))
    return {key: work.address for key, work in parsed.references.items()}, [(p.rule, p.line) for p in parsed.problems]


def test_references_are_read_with_the_address_of_each() -> None:
    works = "title: T\n  authors: [A B]\n  year: 2014\n"
    extra = {"a1": 'arxiv: "1406.2661"', "b1": "doi: 10.1/x", "c1": "url: https://example.org/c", "d1": "venue: V"}
    text = "".join(f"{key}:\n  {works}  {line}\n" for key, line in extra.items())
    assert references(text) == (
        {
            "a1": "https://arxiv.org/abs/1406.2661",
            "b1": "https://doi.org/10.1/x",
            "c1": "https://example.org/c",
            "d1": "",
        },
        [],
    )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: x", "reference"),
        ("a b: {title: T, authors: [A], year: 2014}", "reference"),
        ("a: {title: T, year: 2014}", "front-value"),
        ("a: {title: T, authors: [], year: 2014}", "front-value"),
        ("a: {title: T, authors: [' '], year: 2014}", "front-value"),
        ("a: {title: T, authors: [A], year: soon}", "front-value"),
        ("a: {title: T, authors: [A], year: 2014, url: 'javascript:alert(1)'}", "front-value"),
        ("a: {title: T, authors: [A], year: 2014, doi: 'x\"y'}", "front-value"),
        ("a: {title: T, authors: [A], year: 2014, pages: 3}", "front-unknown"),
        ("a: {title: T, authors: [A], year: 1}\na: {}", "yaml-duplicate"),
    ],
)
def test_a_faulty_reference_is_reported(text: str, rule: str) -> None:
    assert rule in [found for found, _ in references(text)[1]]
