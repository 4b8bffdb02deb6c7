"""The path that ships, read whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.content.child import Renderer
from app.content.clean import clean
from app.content.context import Context, Reading
from app.content.documents import QUESTION_KINDS, Loaded
from app.content.front_matter import split_front_matter
from app.content.load import load, read_folder
from app.content.markdown import draw, tokenize
from app.content.media import medium
from app.content.parse import parse
from app.content.places import kind_of

FOLDER = Path(__file__).resolve().parents[2] / "content" / "generative-ai"


@pytest.fixture(scope="module")
def loaded(renderer: Renderer) -> Loaded:
    return load(FOLDER, renderer=renderer)


def test_it_has_no_problem(loaded: Loaded) -> None:
    assert [str(problem) for problem in loaded.problems] == []


def test_the_last_pass_changes_nothing_in_it() -> None:
    drawn = list(fragments())
    assert len(drawn) > 1000
    for html in drawn:
        assert clean(html) == html


def fragments() -> Iterator[str]:
    """The HTML of every block of every file, before the last pass."""
    found = read_folder(FOLDER)
    files = found.contents
    media = {f: medium(f, content, found.manifest[f]) for f, content in files.items() if f.startswith("figures/")}
    references = parse(files["references.yml"], "references.yml", Context("p")).references
    terms = parse(files["glossary.md"], "glossary.md", Context("p")).terms
    for file, content in files.items():
        kind = kind_of(file)
        if kind and file.endswith(".md"):
            reading = Reading(content.decode(), file, kind, Context("p", terms, references, media))
            markdown = tokenize(reading, split_front_matter(reading)[1])
            for block in [*markdown.blocks]:
                yield draw(block.tokens, markdown.env)
            yield draw(markdown.notes, markdown.env)


def test_it_has_questions_of_every_kind_and_gives_each_option_its_own_key(loaded: Loaded) -> None:
    assert loaded.catalog
    bodies = [item.body for item in loaded.catalog.items() if item.kind == "question"]
    assert {body.kind for body in bodies} == set(QUESTION_KINDS)
    for body in bodies:
        keys = [option.key for option in getattr(body, "options", ())]
        assert len(set(keys)) == len(keys)


def test_no_question_shows_its_answer_in_its_heading_or_stem(loaded: Loaded) -> None:
    assert loaded.catalog
    for item in loaded.catalog.items():
        if item.body.kind == "cloze":
            for gap in item.body.gaps:
                assert f">{gap[0]}<" not in item.body.stem_html
            assert "<mark>" not in item.body.stem_html
