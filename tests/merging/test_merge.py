"""One merge at a time: what each side did, and what becomes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.content.child import Renderer
from app.content.load import load
from app.content.merge import Pick, merge
from app.content.units import conflicts_in

DECK = b"""---
title: Cards
summary: Of bread
---

## What does yeast eat?
<!-- id: eats -->

Sugar.

## What does it give off?
<!-- id: gives -->

Carbon dioxide and alcohol, which the oven drives out.

## Which flour?
<!-- id: flour -->

Strong.
"""
LESSON = b"""---
title: Crumb
---

# Crumb

What is inside.

## Holes

Gas makes them.

## Crust

It browns.
"""
BASE = {"flashcards.md": DECK, "lessons/crumb.md": LESSON, "figures/slice.svg": b"<svg/>"}


def edited(file: str = "flashcards.md", **changes: str) -> dict[str, bytes]:
    text = BASE[file].decode()
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return {**BASE, file: text.encode()}


def statuses(mine: dict[str, bytes], theirs: dict[str, bytes]) -> dict[str, str]:
    return {change.heading or change.file: change.status for change in merge(BASE, mine, theirs).changes}


def test_each_side_keeps_what_it_changed_of_a_file() -> None:
    merged = merge(BASE, edited(Sugar="Starch"), edited(Strong="Wholemeal", Cards="The cards"))
    assert merged.files == edited(Sugar="Starch", Strong="Wholemeal", Cards="The cards")
    assert {c.heading: c.status for c in merged.changes} == {
        "What does yeast eat?": "kept",
        "Which flour?": "taken",
        "title": "taken",
    }


def test_the_same_change_on_both_sides_is_quiet() -> None:
    both = edited(Sugar="Starch")
    merged = merge(BASE, both, both)
    assert merged.files == both
    assert [c.status for c in merged.changes] == ["same"]


@pytest.mark.parametrize(
    ("file", "mine", "theirs", "between"),
    [
        ("flashcards.md", {"Sugar": "Starch"}, {"Sugar": "Honey"}, b"## What does yeast eat?"),
        ("flashcards.md", {"Cards": "Karten"}, {"Cards": "Cartes"}, b"title: "),
        ("lessons/crumb.md", {"Gas": "Air"}, {"Gas": "Steam"}, b"## Holes"),
        ("lessons/crumb.md", {"inside": "within"}, {"inside": "in it"}, b"# Crumb"),
    ],
)
def test_a_conflict_stands_between_gits_marks(
    file: str, mine: dict[str, str], theirs: dict[str, str], between: bytes
) -> None:
    here, there = edited(file, **mine), edited(file, **theirs)
    merged = merge(BASE, here, there)
    (conflict,) = merged.conflicts
    text = merged.files[file]
    assert b"<<<<<<< here\n" + between in text
    assert b"\n=======\n" + between in text
    assert b"\n>>>>>>> upstream\n" in text
    for pick, wanted in (("mine", here), ("theirs", there)):
        picked = merge(BASE, here, there, {conflict.id: pick})  # type: ignore[dict-item]
        assert (picked.files, picked.conflicts) == (wanted, ())
    by_hand = merge(BASE, here, there, {conflict.id: between + b"\n\nBoth."})
    assert between + b"\n\nBoth." in by_hand.files[file]


def test_moved_and_edited_are_both_honoured() -> None:
    card = DECK[DECK.index(b"## Which") :]
    moved = {
        **BASE,
        "flashcards.md": DECK.replace(b"\n" + card, b""),
        "flashcards/flour.md": b"---\ntitle: F\n---\n\n" + card,
    }
    merged = merge(BASE, edited(Strong="Wholemeal"), moved)
    assert merged.files["flashcards.md"] == moved["flashcards.md"]
    assert b"Wholemeal" in merged.files["flashcards/flour.md"]
    assert not merged.conflicts


def test_a_renamed_file_is_followed() -> None:
    renamed = {**{f: c for f, c in BASE.items() if f != "lessons/crumb.md"}, "lessons/inside.md": LESSON}
    merged = merge(BASE, edited("lessons/crumb.md", Gas="Air"), renamed)
    assert merged.files == {**renamed, "lessons/inside.md": LESSON.replace(b"Gas", b"Air")}
    assert merge(BASE, renamed, edited("lessons/crumb.md", Gas="Air")).files == merged.files


def test_a_reworded_heading_is_known_by_its_text() -> None:
    theirs = edited("lessons/crumb.md", Crust="The brown crust", Gas="Steam")
    merged = merge(BASE, edited("lessons/crumb.md", **{"It browns.": "It browns."}), theirs)
    assert merged.files == theirs


def test_what_upstream_took_out_but_was_changed_here_is_asked() -> None:
    card = DECK[DECK.index(b"\n## Which") :]
    without = {**BASE, "flashcards.md": DECK.replace(card, b"")}
    merged = merge(BASE, edited(Strong="Wholemeal"), without)
    (conflict,) = merged.conflicts
    assert conflict.theirs is None
    assert b"Wholemeal" in merged.files["flashcards.md"]
    assert merge(BASE, edited(Strong="Wholemeal"), without, {conflict.id: "theirs"}).files == without
    assert statuses(BASE, without) == {"Which flour?": "gone"}
    assert statuses(without, BASE) == {"Which flour?": "kept"}


def test_a_new_unit_may_be_left_out() -> None:
    theirs = {**BASE, "flashcards.md": DECK + b"\n## And salt?\n<!-- id: salt -->\n\nTwo percent.\n"}
    (new,) = merge(BASE, BASE, theirs).changes
    assert (new.status, new.heading) == ("new", "And salt?")
    assert merge(BASE, BASE, theirs, {new.id: "mine"}).files == BASE


def test_a_file_goes_only_when_nothing_of_it_is_left() -> None:
    without = {f: c for f, c in BASE.items() if f != "lessons/crumb.md"}
    assert merge(BASE, BASE, without).files == without
    merged = merge(BASE, edited("lessons/crumb.md", Gas="Air"), without)
    assert [c.heading for c in merged.conflicts] == ["Holes"]
    assert merged.files["lessons/crumb.md"].startswith(b"---\ntitle: Crumb\n---\n")
    (conflict,) = merged.conflicts
    assert merge(BASE, edited("lessons/crumb.md", Gas="Air"), without, {conflict.id: "theirs"}).files == without


@pytest.mark.parametrize(("pick", "wanted"), [("mine", b"<svg>1</svg>"), ("theirs", b"<svg>2</svg>")])
def test_a_file_that_is_not_cut_is_picked_whole(pick: Pick, wanted: bytes) -> None:
    mine, theirs = ({**BASE, "figures/slice.svg": f"<svg>{n}</svg>".encode()} for n in (1, 2))
    merged = merge(BASE, mine, theirs)
    assert merged.files["figures/slice.svg"] == b"<svg>1</svg>"
    assert merged.files["figures/slice.upstream.svg"] == b"<svg>2</svg>"
    (conflict,) = merged.conflicts
    picked = merge(BASE, mine, theirs, {conflict.id: pick})
    assert picked.files == {**BASE, "figures/slice.svg": wanted}


def test_a_heading_in_a_block_of_code_cuts_nothing() -> None:
    code = LESSON.replace(b"Gas makes them.", b"```python\n## Crust\n```\n\nGas makes them.")
    merged = merge(
        {"lessons/crumb.md": code},
        {"lessons/crumb.md": code.replace(b"It browns", b"It crackles")},
        {"lessons/crumb.md": code.replace(b"Gas makes", b"Steam makes")},
    )
    assert not merged.conflicts
    assert b"```python\n## Crust\n```\n\nSteam makes" in merged.files["lessons/crumb.md"]


def test_two_files_of_one_new_name_both_stay() -> None:
    mine = {**{f: c for f, c in BASE.items() if f != "lessons/crumb.md"}, "lessons/new.md": LESSON}
    theirs = {**BASE, "lessons/new.md": b"---\ntitle: Salt\n---\n\nQuite another lesson.\n"}
    merged = merge(BASE, mine, theirs)
    assert sorted(c for f, c in merged.files.items() if f.startswith("lessons/")) == sorted(
        [LESSON, theirs["lessons/new.md"]]
    )


def test_of_two_moves_that_go_in_circles_the_one_made_here_stands() -> None:
    cards = [f"## {name}\n<!-- id: {name} -->\n\nSays {name}.\n".encode() for name in "abc"]
    a, b, c = cards
    merged = merge(*({"flashcards.md": b"\n".join(order)} for order in ([a, b, c], [b, a, c], [a, c, b])))
    assert merged.files["flashcards.md"].count(b"## ") == 3
    assert merged.files["flashcards.md"].index(b"## b") < merged.files["flashcards.md"].index(b"## a")


def test_check_reports_a_merge_that_is_not_finished(folder: Callable[..., Path], renderer: Renderer) -> None:
    path = {"path.md": b"---\ntitle: Bread\n---\n", "references.yml": b"a: {title: A, authors: [B], year: 2001}\n"}
    base = {**BASE, **path}
    mine = {**base, "flashcards.md": DECK.replace(b"Sugar", b"Starch"), "figures/slice.svg": b"<svg>1</svg>"}
    theirs = {**base, "flashcards.md": DECK.replace(b"Sugar", b"Honey"), "figures/slice.svg": b"<svg>2</svg>"}
    theirs["references.yml"] = path["references.yml"].replace(b"2001", b"2002")
    mine["references.yml"] = path["references.yml"].replace(b"2001", b"2003")
    root = folder({f"bread/{file}": content for file, content in merge(base, mine, theirs).files.items()})
    loaded = load(root / "bread", renderer=renderer)
    assert loaded.catalog is None
    assert [f"{p.file}:{p.line}" for p in loaded.problems if p.rule == "conflict"] == [
        "figures/slice.upstream.svg:1",
        "flashcards.md:6",
        "flashcards.md:16",
        "references.yml:1",
        "references.yml:5",
    ]
    assert list(conflicts_in([b"```", b"<<<<<<< a", b"```", b"<<<<<<< b"])) == [4]
