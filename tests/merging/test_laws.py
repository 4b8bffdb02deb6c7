"""What holds of every merge, whatever the three folders say."""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.merge import merge
from app.content.units import cut_folder, join

LINES = st.sampled_from(
    [
        "",
        " ",
        "## Yeast",
        "## Yeast <!-- id: x -->",
        "<!-- id: yeast; level: 2 -->",
        "### Flour",
        "# Bread",
        "```",
        "~~~ python",
        "<!-- open",
        "-->",
        "---",
        "title: Bread",
        "id: bread",
        "parts:",
        "  - title: One",
        "# a comment",
        "It rises.",
        "- [x] warm",
        "$$",
    ]
)
TEXTS = st.builds(
    lambda lines, newline, ending: (newline.join(lines) + ending).encode(),
    st.lists(LINES, max_size=14),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
)
NAMES = [
    "path.md",
    "lessons/crumb.md",
    "lessons/crust.md",
    "flashcards.md",
    "quizzes/core.md",
    "references.yml",
    "a.svg",
]
FOLDERS = st.dictionaries(st.sampled_from(NAMES), st.one_of(TEXTS, st.binary(max_size=20)), max_size=4)


@given(TEXTS)
def test_a_cut_loses_nothing(text: bytes) -> None:
    for file, units in cut_folder(dict.fromkeys(NAMES, text)).items():
        assert join(units) == text
        assert len({(unit.kind, unit.key) for unit in units}) == len(units), file


@given(FOLDERS)
def test_merging_with_oneself_changes_nothing(folder: dict[str, bytes]) -> None:
    merged = merge(folder, folder, folder)
    assert merged.files == folder
    assert merged.changes == ()


@settings(max_examples=300)
@given(FOLDERS, FOLDERS)
def test_where_one_side_changed_nothing_the_other_stands_byte_for_byte(
    base: dict[str, bytes], other: dict[str, bytes]
) -> None:
    assert merge(base, base, other).files == other
    assert merge(base, other, base).files == other
    assert merge(base, other, other).files == other


# A deck whose cards have an id each, and edits of it


@dataclass(frozen=True)
class Card:
    id: str
    front: str
    back: str

    def __str__(self) -> str:
        return f"## {self.front}\n<!-- id: {self.id} -->\n\n{self.back}\n"


@dataclass(frozen=True)
class Edit:
    """`how` what becomes of a card of the base; `to` is where a moved one goes, or behind which a new one comes."""

    card: int
    how: str
    to: int = 0


def deck(cards: list[Card]) -> dict[str, bytes]:
    return {"flashcards.md": ("---\ntitle: Cards\n---\n\n" + "\n".join(map(str, cards))).encode()}


def change(cards: list[Card], edits: list[Edit], name: str) -> list[Card]:
    done = list(cards)
    for edit in edits:
        place = next((i for i, card in enumerate(done) if card.id == f"c{edit.card}"), None)
        if place is None:
            continue
        if edit.how == "back":
            done[place] = replace(done[place], back=f"{done[place].back} As {name} says.")
        elif edit.how == "front":
            done[place] = replace(done[place], front=f"{done[place].front}, {name}?")
        elif edit.how == "gone":
            del done[place]
        elif edit.how == "new":
            done.insert(place + 1, Card(f"{name}{edit.card}", f"New of {name} {edit.card}", "Said nowhere else."))
        elif edit.how == "moved":
            card = done.pop(place)
            done.insert(edit.to % (len(done) + 1), card)
    return done


SIZE = 8
CARDS = [Card(f"c{i}", f"Question {i}", f"Answer {i}, in its own words.") for i in range(SIZE)]
EDITS = st.lists(
    st.builds(
        Edit, st.integers(0, SIZE - 1), st.sampled_from(["back", "front", "gone", "new", "moved"]), st.integers(0, SIZE)
    ),
    max_size=4,
)


@settings(max_examples=300)
@given(EDITS, EDITS)
def test_nothing_is_lost_that_either_side_wrote(here: list[Edit], there: list[Edit]) -> None:
    mine, theirs = deck(change(CARDS, here, "Ada")), deck(change(CARDS, there, "Ines"))
    merged = merge(deck(CARDS), mine, theirs)
    text = merged.files["flashcards.md"]
    for side in (mine, theirs):
        for line in side["flashcards.md"].splitlines():
            if b"Ada" in line or b"Ines" in line:
                assert line in text.splitlines()
    for card in CARDS:
        is_gone = [f"id: {card.id} ".encode() not in side["flashcards.md"] for side in (mine, theirs)]
        assert text.count(f"id: {card.id} ".encode()) == (0 if all(is_gone) else 1) or any(is_gone) or merged.conflicts


@settings(max_examples=300)
@given(EDITS, EDITS)
def test_the_order_of_independent_edits_does_not_matter(here: list[Edit], there: list[Edit]) -> None:
    # Each side has its own cards to change, and none is moved: of two moves, one may go over the other's.
    here = [replace(e, card=e.card // 2 * 2) for e in here if e.how != "moved"]
    there = [replace(e, card=(e.card // 2 * 2 + 1) % SIZE) for e in there if e.how != "moved"]
    mine, theirs = deck(change(CARDS, here, "Ada")), deck(change(CARDS, there, "Ines"))
    one, other = merge(deck(CARDS), mine, theirs), merge(deck(CARDS), theirs, mine)
    assert one.files == other.files
    assert not one.conflicts


@settings(max_examples=300)
@given(EDITS)
def test_what_nobody_touched_keeps_its_bytes(there: list[Edit]) -> None:
    mine = deck(change(CARDS, [Edit(0, "back")], "Ada"))
    merged = merge(deck(CARDS), mine, deck(change(CARDS, [e for e in there if e.card > 1], "Ines")))
    assert not merged.conflicts
    text = merged.files["flashcards.md"]
    assert text.startswith(b"---\ntitle: Cards\n---\n\n## ")
    assert b"Answer 0, in its own words. As Ada says." in text
    for card in CARDS[1:]:
        if all(edit.card != int(card.id[1:]) for edit in there):
            assert str(card).encode() in text
