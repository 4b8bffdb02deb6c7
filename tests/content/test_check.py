"""What is wrong between files is reported, each on its line."""

# ruff: noqa: E501 (a case a line is easier to read)

import pytest

from app.content.child import Renderer
from app.content.load import load
from tests.content.files import Folder, a_path, rules

LESSON = "---\ntitle: A\n---\n\n## First\n\nSome words.\n"
CARD = "---\ntitle: C\n---\n\n## Front\n<!-- see: lessons/a.md#first -->\n\nBack.\n"
QUESTION = "---\ntitle: Q\n---\n\n## Q\n<!-- see: lessons/a.md#first -->\n\n= x\n\n> Why.\n"
GLOSSARY = "---\ntitle: G\n---\n\n## ELBO\n\nA bound.\n\n## Score (SM)\n<!-- aliases: DSM -->\n\nA slope.\n"
VOICES = "voices: {Maya: one}\n"
WORK = "{title: T, authors: [A], year: 2014}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"lessons__a": LESSON + "\n[x](b.md)\n"}, ["lessons/a.md:9: dead-link"]),
        ({"lessons__a": LESSON + "\n[x](#none)\n"}, ["lessons/a.md:9: dead-link"]),
        ({"lessons__a": LESSON + "\n[x](../flashcards/c.md#front)\n"}, ["lessons/a.md:9: dead-link"]),
        ({"lessons__a": LESSON + "\n[x](#first) [y](../path.md)\n"}, []),
        ({"flashcards__c": CARD.replace("#first", "#none")}, ["flashcards/c.md:6: dead-see", "lessons/a.md:5: section-unasked"]),
        ({"flashcards__c": CARD.replace("lessons/a.md#first", "path.md#x")}, ["flashcards/c.md:6: dead-see", "lessons/a.md:5: section-unasked"]),
        ({"flashcards__c": CARD.replace("<!-- see: lessons/a.md#first -->\n", "")}, ["flashcards/c.md:5: item-see", "lessons/a.md:5: section-unasked"]),
        ({"flashcards__c": CARD.replace("Back.", "==a== ==b==").replace("<!-- see: lessons/a.md#first -->\n", "")}, ["flashcards/c.md:5: item-see", "lessons/a.md:5: section-unasked"]),
        ({"lessons__a": LESSON + "\n### Deeper\n\nMore.\n"}, ["lessons/a.md:9: section-unasked"]),
        ({"lessons__a": LESSON.replace("Some words.", "### Deeper\n<!-- id: deep -->\n\nMore."), "flashcards__c": CARD.replace("#first", "#deep")}, []),
        ({"lessons__b": LESSON.replace("First", "Other")}, ["lessons/b.md:1: parts", "lessons/b.md:5: section-unasked"]),
        ({"path": "---\ntitle: P\nparts:\n  - title: One\n    lessons: [a, z]\n---\n"}, ["path.md:5: parts"]),
        ({"path": "---\ntitle: P\nparts:\n  - title: One\n    lessons: [a, a]\n---\n"}, ["path.md:5: parts"]),
        ({"flashcards__d": CARD.replace("Front\n<!-- ", "Other\n<!-- id: flashcards/c.md#front; ")}, ["flashcards/d.md:6: id-duplicate"]),
        ({"flashcards__c": CARD.replace("<!-- ", "<!-- id: one; "), "quizzes__q": QUESTION.replace("<!-- ", "<!-- id: one; ")}, []),
        ({"flashcards__d": CARD.replace("title: C", "title: D\nid: flashcards/c.md").replace("Front", "Other")}, ["flashcards/d.md:3: id-duplicate"]),
        ({"lessons__overview": LESSON, "overview": LESSON}, ["lessons/overview.md:1: name", "lessons/overview.md:1: parts", "lessons/overview.md:5: section-unasked", "overview.md:5: section-unasked"]),
        ({"flashcards__c": CARD.replace("title: C", "title: C\ncards: 16")}, ["flashcards/c.md:3: count"]),
        ({"flashcards__c": CARD.replace("title: C", "title: C\nsummary: Sixteen core cards")}, ["flashcards/c.md:3: count"]),
        ({"flashcards__c": CARD.replace("title: C", "title: C\nsummary: One card, twenty-one questions")}, []),
        ({"path": "---\ntitle: P\nsummary: Nine lessons and 1 card\nparts:\n  - title: One\n    lessons: [a]\n---\n"}, ["path.md:3: count"]),
        ({"quizzes__q": QUESTION.replace("title: Q", "title: Q\nquestions: 2")}, ["quizzes/q.md:3: count"]),
        ({"glossary": GLOSSARY.replace("title: G", "title: G\nterms: 3")}, ["glossary.md:3: count"]),
        ({"glossary": GLOSSARY.replace("title: G", "title: G\nterms: 1")}, ["glossary.md:3: count"]),
        ({"glossary": GLOSSARY.replace("title: G", "title: G\nterms: 2")}, []),
        ({"glossary": GLOSSARY.replace("## ELBO", "## ELBOs"), "lessons__a": LESSON + "\nAn ELBO.\n"}, []),
        ({"lessons__a": LESSON + "\n[x](../../q/path.md)\n"}, ["lessons/a.md:9: dead-link"]),
        ({"glossary": GLOSSARY, "lessons__a": LESSON + "\nELBOs, SM and DSM but\na KLD, and KLD in the EU.\n"}, ["lessons/a.md:10: abbreviation"]),
        ({"glossary": GLOSSARY, "lessons__a": LESSON + "\n`KLD` and $KLD$.\n"}, []),
        ({"podcast__e": "---\ntitle: E\n" + VOICES + "---\n\n## One\n\n**Maya:** Hi.\n\n**Theo:** Hi.\n\nNobody.\n"}, ["podcast/e.md:10: voice", "podcast/e.md:12: speaker"]),
        ({"podcast__e": "---\ntitle: E\n" + VOICES + "---\n\n**Maya:** Hi.\n"}, ["podcast/e.md:1: chapter"]),
        ({"resources": "---\ntitle: R\n---\n\n## W\n<!-- see: lessons/a.md#first -->\n\nRead it.\n"}, ["resources.md:5: resource-ref"]),
        ({"resources": "---\ntitle: R\n---\n\n## W\n<!-- ref: x1; see: lessons/a.md#first -->\n\nRead it.\n"}, ["resources.md:6: cite-unknown"]),
        ({"glossary": "---\ntitle: G\n---\n\n## A\n\n## A b\n<!-- aliases: A -->\n\nB.\n"}, ["glossary.md:5: term-empty", "glossary.md:7: term-twice"]),
    ],
)  # fmt: skip
def test_it_reports(folder: Folder, renderer: Renderer, files: dict[str, str], expected: list[str]) -> None:
    assert rules(load(folder(a_path(**files)) / "p", renderer=renderer)) == expected


def test_a_work_that_nothing_cites_is_reported(folder: Folder, renderer: Renderer) -> None:
    files = a_path(
        lessons__a=LESSON + "\nSaid [@a1].\n",
        resources="---\ntitle: R\n---\n\n## W\n<!-- ref: b1; see: lessons/a.md#first -->\n\nX.\n",
    )
    root = folder({**files, "p/references.yml": f"a1: {WORK}\nb1: {WORK}\nc1: {WORK}\n"})
    assert rules(load(root / "p", renderer=renderer)) == ["references.yml:3: reference-unused"]


def test_errors_and_warnings_of_all_files_are_reported_together(folder: Folder, renderer: Renderer) -> None:
    files = a_path(
        lessons__a=LESSON + "\n[x](javascript:y)\n",
        flashcards__c="---\ntitle: [\n---\n\n## Front\n",
        quizzes__q="## Q\n",
    )
    assert rules(load(folder(files) / "p", renderer=renderer)) == [
        "flashcards/c.md:2: yaml",
        "flashcards/c.md:5: card-back",
        "lessons/a.md:5: section-unasked",
        "lessons/a.md:9: link-address",
        "quizzes/q.md:1: question-answer",
        "quizzes/q.md:1: question-explanation",
        "quizzes/q.md:1: title",
    ]


def test_the_whole_of_a_resource_comes_from_its_reference(folder: Folder, renderer: Renderer) -> None:
    files = a_path(
        resources="---\ntitle: R\n---\n\n## W\n<!-- id: res-w; ref: b1; minutes: 30; level: 2; see: lessons/a.md#first -->\n\nRead *it*.\n"
    )
    root = folder(
        {**files, "p/references.yml": 'b1: {title: T, authors: [A B], year: 2014, venue: V, arxiv: "1406.2661"}\n'}
    )
    catalog = load(root / "p", renderer=renderer).catalog
    assert catalog
    document = catalog.documents[-1]
    (item,) = document.items
    assert (item.key, item.level, item.see, document.sections[0].key) == ("res-w", 2, ("lessons/a.md#first",), "res-w")
    assert item.body.model_dump(exclude={"source"}) == {
        "heading": "W",
        "kind": "resource",
        "why_html": "<p>Read <em>it</em>.</p>",
        "url": "https://arxiv.org/abs/1406.2661",
        "minutes": 30,
        "authors": ("A B",),
        "year": 2014,
        "venue": "V",
    }


def test_an_episode_is_one_item_with_its_lines_by_chapter(folder: Folder, renderer: Renderer) -> None:
    script = "---\ntitle: E\nvoices: {Maya: x, Theo: y}\n---\n\n## One\n<!-- see: lessons/a.md#first -->\n\n**Theo:** It *is*.\n\n**Maya**: No.\n"
    catalog = load(folder(a_path(podcast__e=script)) / "p", renderer=renderer).catalog
    assert catalog
    document = catalog.documents[-1]
    assert [(i.kind, i.key) for i in document.items] == [("episode", "podcast/e.md")]
    assert document.sections[0].see == ("lessons/a.md#first",)
    assert document.sections[0].html == (
        '<dl class="transcript__lines">\n<div class="transcript__line transcript__line--2"><dt class="transcript__speaker">Theo</dt>'
        '<dd class="transcript__words"><a class="sentence" id="one/1" href="#one/1" tabindex="-1">It <em>is</em>.</a></dd>'
        '</div>\n<div class="transcript__line transcript__line--1"><dt class="transcript__speaker">Maya</dt>'
        '<dd class="transcript__words"><a class="sentence" id="one/2" href="#one/2" tabindex="-1">No.</a></dd></div>\n</dl>'
    )
