"""What the editor inserts is right as it stands."""

import pytest

from app.content.context import Context, Medium, Reference
from app.content.parse import parse
from app.studio.inserts import STUBS, Stub, filled, stubs_for

SEE, REF, FIGURE = "lessons/gan.md#training", "goodfellow2014", "figures/game.svg"
CONTEXT = Context(
    "gans",
    references={REF: Reference("Generative Adversarial Nets", ("Ian Goodfellow",), 2014)},
    media={FIGURE: Medium("ab" * 32, 720, 400)},
)
FILES = {
    "path": "path.md",
    "lesson": "lessons/gan.md",
    "deck": "flashcards/gan.md",
    "quiz": "quizzes/gan.md",
    "resources": "resources.md",
    "glossary": "glossary.md",
    "podcast": "podcast/episode.md",
}
# The rest of an item, where a stub is only a part of one: what stands before, and after.
AROUND = {
    "quiz": ("## Is it so?\n\n", "\n\n1. [x] Yes\n2. [ ] No\n   > It is.\n\n> Because."),
    "deck": ("## Which word?\n\n", "\n\nThis one."),
    "resources": (f"## A book\n<!-- ref: {REF} -->\n\n", "\n\nRead it."),
    "glossary": ("## Word\n\n", "\n\nIts meaning."),
    "lesson": ("## A section\n\n", "\n\nText."),
    "path": ("", "\n\nText."),
    "podcast": ("", ""),
}


@pytest.mark.parametrize("stub", STUBS, ids=lambda stub: stub.name)
def test_every_stub_is_read_without_a_problem(stub: Stub) -> None:
    for kind in stub.kinds:
        file = FILES[kind]
        figure = f"../{FIGURE}" if "/" in file else FIGURE
        (made,) = (s for s in stubs_for(kind, see=SEE, ref=REF, figure=figure, voice="Maya") if s.name == stub.name)
        text, (before, after) = filled(made.text), AROUND[kind]
        if made.where == "heading":
            before = before.replace(" -->", f"; {text} -->") if "-->" in before else before + f"<!-- {text} -->\n\n"
            text = before.replace("\n\n<!--", "\n<!--") + after
        elif stub.name == "explanation" and kind == "quiz":
            text = before + after.replace("> Because.", text)
        elif not text.startswith("## "):
            text = before + text + after
        front = "voices: {Maya: af_heart}\n" if kind == "podcast" else ""
        parsed = parse(f"---\ntitle: A title\n{front}---\n{text}\n".encode(), file, CONTEXT)
        assert [str(problem) for problem in parsed.problems] == [], text


def test_each_question_stub_makes_the_kind_it_is_named_for() -> None:
    for stub in stubs_for("quiz", see=SEE):
        if stub.is_main:
            source = f"---\ntitle: A title\n---\n{filled(stub.text)}\n".encode()
            document = parse(source, "quizzes/gan.md", CONTEXT).document
            assert document
            assert [item.body.kind for item in document.items] == [stub.name]
            assert document.items[0].see == (SEE,)


def test_a_path_without_sections_works_or_figures_is_offered_none() -> None:
    assert {stub.name for stub in stubs_for("resources")} == {"formula", "display-formula"}
    card = next(stub for stub in stubs_for("deck") if stub.name == "card")
    assert "see" not in card.text
    assert stubs_for(None) == []
