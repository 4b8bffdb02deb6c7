"""POST …/preview: a text that is not saved, as a learner would see it."""

import re

import pytest

from app.studio.inserts import filled, stubs_for
from tests.learner.person import Person
from tests.studio.conftest import AT, Bench

REFERENCES = """goodfellow2014:
  title: "Generative Adversarial Nets"
  authors: [Ian Goodfellow, Jean Pouget-Abadie]
  year: 2014
  arxiv: "1406.2661"
"""
SEE = "lessons/idea.md#two-players"
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 40"></svg>'
LESSON = """---
title: The idea
summary: Two networks.
---

Before all [@goodfellow2014].

## Two players

A **generator**, with $z$:

- one
- two

![A game](../figures/game.svg "The game.")

| a | b |
|---|---|
| 1 | 2 |

> [!NOTE]
> Not so fast.

## The game

They compete.[^1] See [the players](#two-players).

```python
x = 1
```

[^1]: For long.
"""
DECK = f"""---
title: Cards
---

## Which?
<!-- see: {SEE}; reverse: true -->

This.

## Gaps

The ==gap== is.
"""
PAPER = "## The paper\n<!-- ref: goodfellow2014; minutes: 30; level: 2 -->\n\nIt began here.\n"
WORDS = f"## Generator\n<!-- see: {SEE} -->\n\nIt makes samples.\n\n## Élan\n\nIt runs.\n"
FILES = {
    "path.md": "---\ntitle: GANs\ntagline: One game\nparts:\n- {title: All, lessons: [idea]}\n---\n\nTwo networks.\n",
    "lessons/idea.md": LESSON,
    "flashcards.md": DECK,
    "resources.md": f"---\ntitle: Read on\n---\n\n{PAPER}",
    "glossary.md": f"---\ntitle: Words\n---\n\n{WORDS}",
    "podcast/episode.md": "---\ntitle: On air\nvoices: {Maya: af_heart}\n---\n\n## Hello\n\n**Maya:** Good morning.\n",
    "references.yml": REFERENCES,
    "figures/game.svg": FIGURE,
}
PAGES = {
    "path.md": "/paths/gans",
    "lessons/idea.md": "/paths/gans/lessons/idea",
    "flashcards.md": "/paths/gans/flashcards",
    "resources.md": "/paths/gans/resources",
    "glossary.md": "/paths/gans/glossary",
    "podcast/episode.md": "/paths/gans/podcast",
}


@pytest.fixture
def full(bench: Bench) -> Bench:
    for file, text in FILES.items():
        bench.put(file, text)
    assert bench.sync() == "published"
    return bench


def preview(person: Person, file: str, text: str, status: int = 200) -> str:
    response = person.post(f"{AT}/preview", data={"file": file, "text": text})
    assert response.status_code == status, response.text[:2000]
    return response.text


def main_of(html: str) -> str:
    """What a learner sees, whatever the ids: those of a preview are not yet given."""
    (found,) = re.findall(r"<main .*</main>", html, re.DOTALL)
    plain = re.sub(r' data-line="\d+"', "", found)
    plain = re.sub(r'src="/studio/paths/gans/media/', 'src="/paths/gans/media/', plain)
    plain = re.sub(r"/media/[0-9a-f]{16}/", "/media/", plain)
    return re.sub(r"preview-\d+|(?<![a-z2-7])[a-z2-7]{16}(?![a-z2-7])", "ID", plain)


def test_each_page_is_shown_exactly_as_learners_see_it(full: Bench, ines: Person) -> None:
    for file, address in PAGES.items():
        shown, published = preview(ines, file, FILES[file]), ines.open(address)
        assert main_of(shown) == main_of(published), file
        assert re.search('<body class="[^"]*">', shown)[0] in published  # type: ignore[index]


def test_what_is_typed_is_shown_and_nothing_is_kept(full: Bench, ines: Person) -> None:
    typed = LESSON.replace("They compete.", "They *really* compete.")
    assert "They <em>really</em> compete." in preview(ines, "lessons/idea.md", typed.replace("\n", "\r\n"))
    assert full.drafts() == {}
    assert full.read("lessons/idea.md").decode() == LESSON
    # A lesson that nobody has yet, and the part that path.md would put it into.
    assert "Lesson 2 of 2" in preview(ines, "lessons/new.md", "---\ntitle: New\n---\n\n## Here\n\nText.\n")
    assert "New name" in preview(ines, "path.md", FILES["path.md"].replace("GANs", "New name"))


def test_blocks_say_which_line_they_come_from(full: Bench, ines: Person) -> None:
    shown = preview(ines, "lessons/idea.md", LESSON)
    lines = LESSON.split("\n")
    marked = dict(re.findall(r'<(?:p|ul|pre|figure class="code"|aside [^>]*) data-line="(\d+)"[^>]*>\s*(\w+)', shown))
    assert lines[int(next(n for n, word in marked.items() if word == "They")) - 1].startswith("They compete")
    assert f'data-line="{lines.index("- one") + 1}"' in shown
    assert f'data-line="{lines.index("```python") + 1}"' in shown
    assert "data-line" not in ines.open("/paths/gans/lessons/idea")


def test_every_question_is_shown_as_asked_with_what_is_told_folded_behind(full: Bench, ines: Person) -> None:
    stubs = [stub for stub in stubs_for("quiz", see=SEE) if stub.is_main]
    text = "---\ntitle: All kinds\n---\n\n" + "\n\n".join(filled(stub.text) for stub in stubs)
    shown = preview(ines, "quizzes/all.md", text)
    assert "proof-note" not in shown
    assert shown.count('<form class="question"') == len(stubs) == 8
    assert shown.count("What is told after the right answer") == 8
    assert shown.count("Say why, so that whoever missed it") == 8
    assert "Why somebody might think so" in shown
    # Nothing signed: what is sent from here counts for nobody.
    assert shown.count('name="nonce" value=""') == 8


# A file, its text, what is said to be wrong, and what is shown all the same.
BROKEN = (
    ("lessons/idea.md", "---\ntitle: T\n---\n\n## A\n\nGood.\n\n## B\n\n$$\\frac{$$\n", "Line 11", "Good."),
    ("quizzes/basics.md", "---\ntitle: T\n---\n\n## Q\n\n= 2\n\n> Why.\n\n## Half\n", "Line 11", "Question 1 of 1"),
    ("lessons/idea.md", "---\ntitle: [\n", "Line", ""),
    ("path.md", "---\ntitle: 7\nauthors: 5\nlanguage: ../x\nparts: {a: b}\n---\nHi\n", "Line", "Hi"),
    ("podcast/episode.md", "---\ntitle: T\nvoices: 3\n---\n\n## A\n", "Line", ""),
    ("flashcards.md", "---\ntitle: T\n---\n", "", "Flashcards"),
    ("lessons/idea.md", "", "Line 1", ""),
    ("lessons/idea.md", "\0 \ufffd", "", ""),
    ("lessons/idea.md", "# a\n" * 70_000, "at most", ""),
    ("lessons/idea.md", "[" * 5000 + "`" * 5000 + "**_" * 5000, "", ""),
    ("references.yml", "x: [", "Line", ""),
    ("references.yml", REFERENCES, "no page of its own", ""),
)


def test_broken_text_shows_what_can_be_shown_and_what_is_wrong(ines: Person) -> None:
    for file, text, said, shown in BROKEN:
        html = preview(ines, file, text)
        assert said in html, (file, text[:60])
        assert shown in html, (file, text[:60])


def test_hostile_text_is_shown_as_text(ines: Person) -> None:
    html = preview(
        ines, "lessons/idea.md", "---\ntitle: T\n---\n\n<script>alert(1)</script> [x](javascript:alert(1))\n"
    )
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;" in html


def test_it_refuses_who_does_not_teach_the_path_and_what_is_no_file_of_it(
    bench: Bench, ines: Person, chen: Person
) -> None:
    preview(chen, "lessons/idea.md", LESSON, 404)
    with Person(bench.app) as stranger:
        preview(stranger, "lessons/idea.md", LESSON, 404)
    for file in ("", "../path.md", "lessons/a/b.md", "figures/game.svg", "README.md"):
        preview(ines, file, "text", 404)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    data = {"file": "path.md", "text": "x"}
    assert ines.post(f"{AT}/preview", data=data, headers=foreign).status_code == 403
    assert ines.get(f"{AT}/preview").status_code == 405
