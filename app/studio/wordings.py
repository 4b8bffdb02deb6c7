"""What became of a text, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A word with the space behind it, so that two new words side by side are one run.
_WORD = re.compile(r"(?:\w+|[^\w\s])[ \t]*|\s")
# Comparing costs the product of both lengths; a text beyond this is shown as it is.
MOST_WORDS = 3000
# What a unit begins with, and nobody who did not change it wants to read: its heading, its metadata.
_TOP = re.compile(r"(#{2,6}[^\n]*\n)?(<!--[^\n]*-->[ \t]*\n)?\s*")
# What is left of an unchanged stretch on each side of a change.
AROUND = 90


@dataclass(frozen=True)
class Run:
    """Words of a text that stayed, that are new in it, or that it had before."""

    how: Literal["kept", "new", "gone"]
    text: str


def compare_words(before: str, after: str) -> tuple[Run, ...]:
    """`after`, with what is new in it against `before`, and what is gone."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return (Run("kept", after),)
    return tuple(_runs(old, new))


def in_short(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The same, of long stretches without a change only what is next to one."""
    if all(run.how == "kept" for run in runs):
        return runs
    last = len(runs) - 1
    top = _TOP.match(runs[0].text) if runs[0].how == "kept" else None
    if top:
        runs = (Run("kept", runs[0].text[top.end() :]), *runs[1:])
    return tuple(
        Run("kept", _shortened(run.text, is_first=i == 0, is_last=i == last)) if run.how == "kept" else run
        for i, run in enumerate(runs)
    )


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    before, after = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(text) <= before + after + AROUND:
        return text
    head = text[:before].rsplit(" ", 1)[0] if before else ""
    tail = text[-after:].split(" ", 1)[-1] if after else ""
    return f"{head} … {tail}".lstrip()


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("kept", "".join(new[k:m]))
            continue
        if j > i:
            yield Run("gone", "".join(old[i:j]))
        if m > k:
            yield Run("new", "".join(new[k:m]))
