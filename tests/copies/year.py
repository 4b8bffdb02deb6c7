"""A year of a path and its clone: what each changes, season by season, and the picks where both changed the same."""

from collections.abc import Callable

Files = dict[str, str]
Edit = Callable[[Files], None]

SECTIONS = {
    "flour": ("Wheat", "Rye", "Water"),
    "dough": ("Kneading", "Resting", "Folding"),
    "oven": ("Heat", "Steam", "Colour"),
}
CARDS, QUESTIONS = range(1, 13), range(1, 7)


def lesson(title: str, sections: tuple[str, ...]) -> str:
    said = "".join(f"\n## {name}\n\nWhat {name.lower()} does to bread, said at some length.\n" for name in sections)
    return f"---\ntitle: {title.capitalize()}\n---\n\nOf {title}.\n{said}"


def card(name: str, see: str = "lessons/flour.md#wheat") -> str:
    return f"\n## What is {name}?\n<!-- id: {name}; see: {see} -->\n\nThe answer of {name}, whole.\n"


def question(number: int) -> str:
    meta = f"<!-- id: q{number}; see: lessons/dough.md#kneading -->"
    return f"\n## How many grams, case {number}?\n{meta}\n\n= {number * 10}\n\n> Because of case {number}.\n"


def original() -> Files:
    lessons = {f"lessons/{name}.md": lesson(name, sections) for name, sections in SECTIONS.items()}
    parts = "parts:\n  - title: All\n    lessons: [flour, dough, oven]\n"
    path = f"---\ntitle: Bread\ntagline: From flour to crust\n{parts}---\n\nBread.\n"
    return lessons | {
        "path.md": path,
        "flashcards.md": "---\ntitle: Cards\n---\n" + "".join(card(f"c{n}") for n in CARDS),
        "quizzes/core.md": "---\ntitle: Core\n---\n" + "".join(map(question, QUESTIONS)),
        "references.yml": "hamelman2004: {title: Bread, authors: [J. Hamelman], year: 2004}\n",
        "lessons/oven.md": lesson("oven", SECTIONS["oven"]) + "\nAs Hamelman says [@hamelman2004].\n",
        "figures/slice.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    }


def swap(file: str, old: str, new: str) -> Edit:
    def edit(files: Files) -> None:
        assert old in files[file], f"{file} has no {old!r}"
        files[file] = files[file].replace(old, new)

    return edit


def add(file: str, text: str) -> Edit:
    def edit(files: Files) -> None:
        files[file] = files.get(file, "") + text

    return edit


def take_out(file: str, text: str) -> Edit:
    return swap(file, text, "")


def rename(old: str, new: str) -> Edit:
    def edit(files: Files) -> None:
        files[new] = files.pop(old)

    return edit


def both(*edits: Edit) -> Edit:
    def edit(files: Files) -> None:
        for each in edits:
            each(files)

    return edit


def back(name: str, said: str) -> Edit:
    return swap("flashcards.md", f"The answer of {name}, whole.", said)


SLICE = "figures/slice.svg"
HERE: list[list[Edit]] = [
    [
        back("c1", "What c1 is here."),
        add("flashcards.md", card("m1")),
        swap("lessons/flour.md", "What wheat does", "What spelt does"),
        take_out("flashcards.md", card("c4")),
    ],
    [
        back("c8", "What c8 is here."),
        swap("quizzes/core.md", "Because of case 1.", "Because of case 1, as we weigh it."),
        swap("path.md", "From flour to crust", "From spelt to crust"),
        swap("lessons/kneading.md", "What resting does", "What a long rest does"),
    ],
    [
        swap(SLICE, "M0 0h9v9z", "M0 0h8v8z"),
        swap("references.yml", "2004}", "2004, venue: Wiley}"),
        back("c12", "What c12 is here."),
    ],
]
UPSTREAM: list[list[Edit]] = [
    [
        back("c1", "What c1 is upstream."),
        back("c2", "The answer of c2, in better words."),
        add("flashcards.md", card("u1")),
        both(
            rename("lessons/dough.md", "lessons/kneading.md"),
            swap("lessons/kneading.md", "title: Dough", "id: lessons/dough.md\ntitle: Dough"),
        ),
        swap("path.md", "flour, dough", "flour, kneading"),
        swap("quizzes/core.md", "lessons/dough.md#", "lessons/kneading.md#"),
        both(
            take_out("flashcards.md", card("c5")),
            swap("flashcards.md", "\n## What is c10?", card("c5") + "\n## What is c10?"),
        ),
    ],
    [
        take_out("flashcards.md", card("c7")),
        take_out("flashcards.md", card("c8")),
        both(take_out("flashcards.md", card("c9")), add("flashcards/more.md", "---\ntitle: More\n---\n" + card("c9"))),
        swap("lessons/flour.md", "What wheat does", "What strong wheat does"),
        swap("path.md", "From flour to crust", "From grain to crust"),
        swap("quizzes/core.md", "Because of case 1.", "Because of case 1, by weight."),
    ],
    [
        swap(SLICE, "M0 0h9v9z", "M0 0h7v7z"),
        swap("references.yml", "2004}", "2004, venue: Wiley & Sons}"),
        both(add("lessons/salt.md", lesson("salt", ("Taste", "Gluten"))), swap("path.md", "oven]", "oven, salt]")),
        add("flashcards/more.md", card("u2", "lessons/salt.md#taste")),
        swap("flashcards.md", "id: c3;", "id: c3; edition: 2;"),
        back("c3", "Something else altogether."),
        back("c11", "The answer of c11, in better words."),
    ],
]
# By what is changed on both sides, in the order of the seasons.
PICKS = {
    "What is c1?": "mine",
    "What is c8?": "mine",
    "Wheat": "theirs",
    "tagline": "mine",
    "How many grams, case 1?": "theirs",
    "figures/slice.svg": "theirs",
    "hamelman2004": "mine",
}
