"""What the editor inserts: each kind of thing an author writes, begun in a form that is right already. Pure.

In a text, `${words}` is a place to fill in; what stands there now is valid, so that the stub is. `<see>`, `<ref>`,
`<figure>` and `<voice>` become a section, a work, a figure and a speaker of the path.
"""

import re
from dataclasses import dataclass, replace

from app.content.documents import PageKind

_FIELD = re.compile(r"\$\{([^}]*)\}")
_EXPLAINED = "\n\n> ${Say why, so that whoever missed it knows next time.}"
_SEE = "<!-- see: ${<see>} -->\n"
QUIZ: tuple[PageKind, ...] = ("quiz",)
DECK: tuple[PageKind, ...] = ("deck",)
PROSE: tuple[PageKind, ...] = ("path", "lesson", "quiz", "deck", "resources", "glossary")
ITEMS: tuple[PageKind, ...] = ("quiz", "deck", "resources", "glossary")


@dataclass(frozen=True)
class Stub:
    """`where`: as blocks of its own, within a line, or on the line below the heading before. `kinds` are the files that
    it may stand in; in those of `kinds[0]` alone it is what they are made of."""

    name: str
    label: str
    kinds: tuple[PageKind, ...]
    text: str
    where: str = "block"

    @property
    def is_main(self) -> bool:
        return len(self.kinds) == 1


def _question(name: str, label: str, text: str) -> Stub:
    return Stub(name, label, QUIZ, text.replace("\n", f"\n{_SEE}\n", 1) + _EXPLAINED)


STUBS: tuple[Stub, ...] = (
    _question(
        "single",
        "One right",
        "## ${Which of these is right?}\n"
        "1. [x] ${The right answer}\n   > ${Why it is right}\n"
        "2. [ ] ${A wrong answer}\n   > ${Why somebody might think so, and why it is wrong}",
    ),
    _question(
        "multiple",
        "Several right",
        "## ${Which of these are right?}\n"
        "- [x] ${A right answer}\n  > ${Why it is right}\n"
        "- [x] ${Another right answer}\n  > ${Why it is right too}\n"
        "- [ ] ${A wrong answer}\n  > ${Why it is wrong}",
    ),
    _question(
        "true-false",
        "True or false",
        "## ${A sentence that is true or false.}\n"
        "1. [x] True\n   > ${Why it is true}\n"
        "2. [ ] False\n   > ${Why somebody might doubt it}",
    ),
    _question(
        "ordering",
        "In order",
        "## ${Put these in order.}\n1. ${What comes first}\n2. ${What comes second}\n3. ${What comes last}",
    ),
    _question(
        "matching",
        "Pairs",
        "## ${Which belongs to which?}\n"
        "| ${Name} | ${Meaning} |\n|---|---|\n| ${This} | ${What this is} |\n| ${That} | ${What that is} |",
    ),
    _question("numeric", "A number", "## ${How much is it?}\n= ${0.98} ± ${0.01}"),
    _question("text", "A word", "## ${What is it called?}\n= ${the answer}\n= ${another way to say it}"),
    _question("cloze", "Gaps", "## ${Fill in the gap}\n${The hidden word is} ==${gap|also accepted}==."),
    Stub("card", "Card", DECK, f"## ${{The question in front}}\n{_SEE}\n${{The answer behind it}}"),
    Stub(
        "cloze-card",
        "Card with gaps",
        DECK,
        f"## ${{What it is about}}\n{_SEE}\n${{A sentence in which the}} ==${{hidden words}}== ${{are recalled.}}",
    ),
    Stub(
        "reverse-card",
        "Card both ways",
        DECK,
        "## ${A word}\n<!-- see: ${<see>}; reverse: true -->\n\n${Its meaning, which is asked too}",
    ),
    Stub(
        "resource",
        "Resource",
        ("resources",),
        "## ${Title of the work}\n<!-- ref: ${<ref>}; minutes: 30; level: 2; see: ${<see>} -->\n\n"
        "${Why to read it, and what to look for.}",
    ),
    Stub("term", "Term", ("glossary",), f"## ${{Word}}\n{_SEE}\n${{What it means, in one sentence.}}"),
    Stub(
        "chapter",
        "Chapter",
        ("podcast",),
        f"## ${{Title of the chapter}}\n{_SEE}\n**<voice>:** ${{What is said, in whole sentences.}}",
    ),
    Stub("see", "See a section", ITEMS, "see: ${<see>}", "heading"),
    Stub("hint", "Hint", ("quiz", "deck"), "> [!TIP]\n> ${Something that helps without telling.}"),
    Stub("explanation", "Explanation", ("quiz", "lesson"), "> ${Say why.}"),
    Stub("figure", "Figure", PROSE, '![${What it shows, for who cannot see it}](<figure> "${What to see in it.}")'),
    Stub("alert", "Note", ("lesson", "path"), "> [!NOTE]\n> ${What should not be overlooked.}"),
    Stub("formula", "Formula", PROSE, "$${x = y}$", "inline"),
    Stub("display-formula", "Formula on its own line", PROSE, "$$\n${x = y}\n$$"),
)


def stubs_for(kind: PageKind | None, *, see: str = "", ref: str = "", figure: str = "", voice: str = "") -> list[Stub]:
    """What may be inserted into a file of this kind, first what it is made of. Without a section to see, a work or a
    figure there is nothing valid to name: the line is left out, or the stub."""
    said = {"<see>": see, "<ref>": ref, "<figure>": figure, "<voice>": voice}
    return [made for stub in STUBS if kind in stub.kinds and (made := _fitted(stub, said))]


def filled(text: str) -> str:
    """The text of a stub with what stands in its places."""
    return _FIELD.sub(r"\1", text)


def _fitted(stub: Stub, said: dict[str, str]) -> Stub | None:
    text = stub.text
    if not said["<see>"]:
        text = text.replace(_SEE, "").replace("see: ${<see>}; ", "").replace("; see: ${<see>}", "")
    for place, word in said.items():
        if place in text and not word:
            return None
        text = text.replace(place, word)
    return replace(stub, text=text)
