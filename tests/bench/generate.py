"""A path of any size, made up: the same words for the same numbers. `python -m tests.bench.generate FOLDER`."""

import random
import sys
from pathlib import Path

SAID = """
model learns a distribution over data by gradient descent while each sample carries noise that the network removes
step after step until structure appears and the loss falls slowly because likelihood rewards covering every mode
"""
CARDS_A_DECK = 100


def generate(folder: Path, lessons: int = 1000, cards: int = 10_000, seed: int = 1) -> None:
    """Writes a path with so many lessons of six sections and so many cards, which see the lessons' sections."""
    chance = random.Random(seed)
    slugs = [f"lesson-{number:04}" for number in range(lessons)]
    parts = "".join(
        f"  - {{title: Part {at}, lessons: [{', '.join(slugs[at : at + 50])}]}}\n" for at in range(0, lessons, 50)
    )
    _write(
        folder / "path.md",
        f"---\ntitle: A generated path\ntagline: Made to measure\nparts:\n{parts}---\n\n{_text(chance)}\n",
    )
    for slug in slugs:
        _write(folder / "lessons" / f"{slug}.md", f"---\ntitle: {slug}\n---\n\n{_text(chance)}\n\n{_sections(chance)}")
    for deck in range(0, cards, CARDS_A_DECK):
        text = "".join(_card(chance, number, slugs) for number in range(deck, min(deck + CARDS_A_DECK, cards)))
        _write(folder / "flashcards" / f"deck-{deck:05}.md", f"---\ntitle: Deck {deck}\n---\n\n{text}")


def _sections(chance: random.Random) -> str:
    return "".join(
        f"## Section {number}\n\n{_text(chance)}\n\n- {_text(chance, 12)}\n"
        f"- {_text(chance, 9)} $p_\\theta(x_{number})$\n\n"
        f"$$ \\log p(x) = \\sum_{{i=1}}^{{{number}}} z_i^2 $$\n\n| a | b |\n|---|---|\n| {number} | **{number}** |\n\n"
        f"```python\nloss = {number} * model(x)  # {_text(chance, 5)}\n```\n\n"
        for number in range(1, 7)
    )


def _card(chance: random.Random, number: int, slugs: list[str]) -> str:
    see = f"lessons/{chance.choice(slugs)}.md#section-{chance.randint(1, 6)}" if slugs else ""
    meta = f"<!-- id: card-{number}; see: {see} -->" if see else f"<!-- id: card-{number} -->"
    return f"## What is meant by {number}?\n{meta}\n\n{_text(chance, 20)} with $x_{{{number}}}$.\n\n"


def _text(chance: random.Random, words: int = 60) -> str:
    vocabulary = SAID.split()
    said = [chance.choice(vocabulary) for _ in range(words)]
    return " ".join([said[0].capitalize(), *said[1:]]) + "."


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]))
