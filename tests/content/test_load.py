"""A folder becomes a catalogue: kinds, order, ties, the manifest."""

import hashlib
from pathlib import Path

import pytest

from app.content.child import Renderer
from app.content.load import find_paths, load
from tests.content.files import PATH, Folder, a_path, rules


def test_a_sound_folder_gives_a_catalogue_and_no_problem(folder: Folder, renderer: Renderer) -> None:
    found = load(folder(a_path()) / "p", renderer=renderer)
    assert found.problems == ()
    assert found.catalog
    assert (found.catalog.key, found.catalog.slug, found.catalog.title) == ("p", "p", "A path")
    assert [d.file for d in found.catalog.documents] == ["path.md", "lessons/a.md", "flashcards/c.md"]
    assert [(p.title, p.lessons) for p in found.catalog.parts] == [("One", ("lessons/a.md",))]
    assert [(i.kind, i.key, i.see) for i in found.catalog.items()] == [
        ("section", "lessons/a.md#first", ()),
        ("card", "flashcards/c.md#front", ("lessons/a.md#first",)),
    ]


def test_the_manifest_holds_every_file_and_its_digest(folder: Folder, renderer: Renderer) -> None:
    root = folder({**a_path(), "p/figures/x.svg": "<svg/>", "p/README.md": "For people.", "p/.hidden": "x"})
    catalog = load(root / "p", renderer=renderer).catalog
    assert catalog
    assert set(catalog.manifest) == {"path.md", "lessons/a.md", "flashcards/c.md", "figures/x.svg", "README.md"}
    assert catalog.manifest["figures/x.svg"] == hashlib.sha256(b"<svg/>").hexdigest()
    assert catalog.files["figures/x.svg"] == b"<svg/>"


def test_documents_stand_in_the_order_in_which_a_learner_meets_them(folder: Folder, renderer: Renderer) -> None:
    lesson = "---\ntitle: L\n---\n\n## One\n\nWords.\n"
    card = "---\ntitle: C\n---\n\n## Front\n<!-- see: lessons/{}.md#one -->\n\nBack.\n"
    files = {
        "path.md": "---\ntitle: P\nparts:\n  - title: X\n    lessons: [z, a]\n---\n",
        "overview.md": lesson,
        "lessons/a.md": lesson,
        "lessons/m.md": lesson,
        "lessons/z.md": lesson,
        "flashcards/1.md": card.format("a"),
        "flashcards/2.md": card.format("z"),
        "quizzes/q.md": "---\ntitle: Q\n---\n\n## Q\n\n= x\n\n> Why.\n",
        "resources.md": "---\ntitle: R\n---\n",
        "glossary.md": "---\ntitle: G\n---\n\n## T\n\nMeaning.\n",
        "podcast/e.md": "---\ntitle: E\nvoices: {Maya: x}\n---\n\n## C\n\n**Maya:** Hi.\n",
    }
    catalog = load(folder({f"p/{f}": t for f, t in files.items()}) / "p", renderer=renderer).catalog
    assert catalog
    assert [d.file for d in catalog.documents] == [
        "path.md",
        "overview.md",
        "lessons/z.md",
        "lessons/a.md",
        "lessons/m.md",
        "flashcards/2.md",
        "flashcards/1.md",
        "quizzes/q.md",
        "resources.md",
        "glossary.md",
        "podcast/e.md",
    ]


def test_see_is_resolved_to_section_keys_through_file_and_key(folder: Folder, renderer: Renderer) -> None:
    lesson = "---\ntitle: A\nid: lessons/old.md\n---\n\n## First\n<!-- id: uno -->\n\nWords.\n"
    see = {"b": "lessons/a.md#uno", "c": "lessons/old.md#uno", "d": "lessons/a.md#former", "e": "lessons/gone.md#x"}
    cards = {f"flashcards__{n}": f"---\ntitle: C\n---\n\n## {n}\n<!-- see: {s} -->\n\nBack.\n" for n, s in see.items()}
    found = load(folder(a_path(lessons__a=lesson, **cards)) / "p", renderer=renderer)
    assert found.catalog
    assert {i.key[11]: i.see[0] for i in found.catalog.items() if i.kind == "card"} == {
        "b": "lessons/old.md#uno",
        "c": "lessons/old.md#uno",
        "d": "lessons/old.md#former",
        "e": "lessons/gone.md#x",
    }
    assert rules(found) == ["flashcards/d.md:6: dead-see", "flashcards/e.md:6: dead-see"]


def test_lessons_explain_the_terms_of_the_glossary_and_cite_the_references(folder: Folder, renderer: Renderer) -> None:
    files = {
        **a_path(lessons__a="---\ntitle: A\n---\n\n## First\n\nThe ELBO [@kingma2013].\n"),
        "p/glossary.md": "---\ntitle: G\n---\n\n## ELBO\n<!-- aliases: evidence lower bound -->\n\n"
        "A *bound* on $\\log p$ from [below](lessons/a.md) of the evidence that the data give. Never above it.\n",
        "p/references.yml": "kingma2013: {title: Auto-Encoding, authors: [D. Kingma, M. Welling], year: 2013}\n",
    }
    found = load(folder(files) / "p", renderer=renderer)
    assert found.problems == ()
    assert found.catalog
    html = found.catalog.documents[1].sections[0].html
    assert 'id="tip-a-elbo">A bound on <math>' in html
    assert "from below of the evidence that the data give.</span>" in html
    assert "Kingma, M. Welling" in found.catalog.documents[1].tail_html


def test_problems_name_files_from_the_root_in_order(folder: Folder, renderer: Renderer) -> None:
    root = folder(a_path(lessons__a="---\ntitle: A\n---\n\n## First\n\n[x](b.md)\n\n[y](/z)\n", flashcards__b="x"))
    found = load(root / "p", renderer=renderer, root=root)
    assert rules(found) == [
        "p/flashcards/b.md:1: title",
        "p/flashcards/b.md:1: empty-list",
        "p/lessons/a.md:7: dead-link",
        "p/lessons/a.md:9: link-address",
    ]
    assert found.catalog is None
    assert found.has_errors


def test_progress_is_told_to_the_end(folder: Folder, renderer: Renderer) -> None:
    told: list[tuple[int, int]] = []
    for _ in range(2):
        load(folder(a_path()) / "p", renderer=renderer, progress=lambda done, total: told.append((done, total)))
        assert told[-1] == (3, 3)
        told.clear()


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("lessons/big.md", b"x" * (256 * 1024 + 1), "lessons/big.md:1: too-large"),
        ("lessons/huge.md", b"x" * 10_000_000, "lessons/huge.md:1: too-large"),
        ("lessons/bad.md", b"---\ntitle: B\n---\n\xff", "lessons/bad.md:4: utf-8"),
        ("lessons/a b.md", b"x", "lessons/a b.md:1: file"),
        ("lessons/deep/x.md", b"x", "lessons/deep/x.md:1: place"),
        ("notes.md", b"x", "notes.md:1: place"),
        ("references.yml", b"a: [", "references.yml:1: yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_of_its_own(
    folder: Folder, renderer: Renderer, file: str, content: bytes, expected: str
) -> None:
    found = load(folder({**a_path(), f"p/{file}": content}) / "p", renderer=renderer)
    assert expected in rules(found)


def test_a_link_out_of_the_folder_is_refused(folder: Folder, renderer: Renderer, tmp_path: Path) -> None:
    root = folder(a_path())
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (root / "p" / "lessons" / "s.md").symlink_to(tmp_path / "secret.md")
    assert "lessons/s.md:1: file" in rules(load(root / "p", renderer=renderer))
    (root / "q").symlink_to(root / "p")
    assert rules(load(root / "q", renderer=renderer)) == ["path.md:1: path-name"]


def test_a_folder_without_path_md_or_with_an_odd_name_is_an_error(folder: Folder, renderer: Renderer) -> None:
    root = folder({"p/lessons/a.md": "x", "A Path/path.md": PATH})
    assert "path.md:1: path" in rules(load(root / "p", renderer=renderer))
    assert rules(load(root / "A Path", renderer=renderer)) == ["path.md:1: path-name"]


def test_paths_are_the_folders_with_a_path_md(folder: Folder) -> None:
    root = folder({"b/path.md": PATH, "a/path.md": PATH, "c/other.md": "x", ".d/path.md": PATH, "e.md": "x"})
    assert find_paths(root) == [root / "a", root / "b"]
    assert find_paths(root / "a") == [root / "a"]
    assert find_paths(root / "nowhere") == []
