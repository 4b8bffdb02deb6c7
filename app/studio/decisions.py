"""A merge as a person decides it: one decision for each change, or for a whole file that came or went. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from app.content.load import files_from
from app.content.media import IMAGE_TYPES, extension
from app.content.merge import Change, Pick, Status
from app.content.units import conflicts_in
from app.library.updates import Update
from app.web.forms import Form, text_of

# What may be refused one by one; what was changed here alone is kept without being asked.
OFFERED = ("taken", "new", "gone")


@dataclass(frozen=True)
class Decision:
    """`ids` are the changes it decides. Texts are None where the side has no such thing. `kind` is that of the unit, or
    "file" for a whole one; `name` its heading, or what stands for one."""

    number: int
    ids: tuple[str, ...]
    status: Status
    kind: str
    name: str
    file: str
    base: str | None
    mine: str | None
    theirs: str | None

    @property
    def is_picture(self) -> bool:
        return self.kind == "whole" and extension(self.file) in IMAGE_TYPES

    @property
    def is_text(self) -> bool:
        """Whether its words can be shown; a picture's, where it is drawn in XML, are of no use to anybody."""
        texts = (self.base, self.mine, self.theirs)
        return not self.is_picture and not any(text and "\0" in text for text in texts)

    @property
    def can_be_edited(self) -> bool:
        has_both = self.mine is not None and self.theirs is not None
        return self.status == "conflict" and self.kind != "whole" and has_both

    @property
    def both(self) -> str:
        """Both texts in one, to be mended by hand: what they share once, and where they differ mine above theirs."""
        mine, theirs = ((text or "").strip("\n").split("\n") for text in (self.mine, self.theirs))
        lines: list[str] = []
        for tag, i, j, k, m in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
            lines += mine[i:j] if tag == "equal" else mine[i:j] + theirs[k:m]
        return "\n".join(lines)


@dataclass(frozen=True)
class Choices:
    """What a form says. `how` and `texts` go by a decision's number; `wrong` has a sentence for each that cannot be
    done; `is_open` those conflicts that nobody has settled."""

    picks: Mapping[str, Pick] = field(default_factory=dict)
    how: Mapping[int, str] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    wrong: Mapping[int, str] = field(default_factory=dict)
    is_open: tuple[int, ...] = ()


def decisions_of(
    found: Iterable[Change], before: Collection[str], after: Collection[str], *, with_kept: bool = True
) -> tuple[Decision, ...]:
    """What there is to look at, by file; `before` and `after` name the files that there were and will be. What both
    sides did alike goes without saying."""
    quiet = ("same",) if with_kept else ("same", "kept")
    by_file = groupby(found, lambda change: change.file)
    decided: list[Decision] = []
    for file, of_file in by_file:
        changes = [change for change in of_file if change.status not in quiet]
        whole = _whole(changes, file in before, file in after)
        if whole:
            decided.append(_decision(len(decided), changes, file, whole))
            continue
        for change in changes:
            if change.base or change.mine or change.theirs:
                decided.append(_decision(len(decided), [change], file))
    return tuple(decided)


def read_choices(form: Form, decisions: Sequence[Decision], *, is_sent: bool, left: Collection[int] = ()) -> Choices:
    """Where nothing was sent yet, all that is offered is taken but for the numbers in `left`, and every conflict is
    open."""
    taken = set(form.get("take", ()))
    picks: dict[str, Pick] = {}
    how: dict[int, str] = {}
    texts: dict[int, str] = {}
    wrong: dict[int, str] = {}
    for each in decisions:
        said = text_of(form, f"pick.{each.number}")
        if each.status in OFFERED:
            how[each.number] = "theirs" if str(each.number) in taken or not (is_sent or each.number in left) else "mine"
            if how[each.number] == "mine":
                picks |= dict.fromkeys(each.ids, "mine")
        elif each.status == "conflict" and said in ("mine", "theirs"):
            how[each.number] = said
            picks |= dict.fromkeys(each.ids, "mine" if said == "mine" else "theirs")
        elif each.status == "conflict" and said == "edit" and each.can_be_edited:
            how[each.number] = said
            texts[each.number] = text = text_of(form, f"text.{each.number}")
            wrong |= {number: why for number, why in [(each.number, _why_not(text))] if why}
            picks |= dict.fromkeys(each.ids, _edited(text, each))
    opened = tuple(each.number for each in decisions if each.status == "conflict" and each.number not in how)
    return Choices(picks, how, texts, wrong, opened)


def supposing_mine(choices: Choices, decisions: Sequence[Decision]) -> dict[str, Pick]:
    """The picks, as if whatever is open were kept as it is: so that there is something to foresee."""
    is_open = {*choices.is_open, *choices.wrong}
    supposed = {id: "mine" for each in decisions if each.number in is_open for id in each.ids}
    return {**choices.picks, **supposed}  # type: ignore[dict-item]


def seen(found: Update) -> str:
    """What a form carries to say which merge it was drawn of."""
    manifest = files_from(dict(found.before)).manifest
    sides = [(change.id, change.status, _digest(change.theirs)) for change in found.merged.changes]
    return hashlib.sha256(json.dumps([found.number, manifest, sides], sort_keys=True).encode()).hexdigest()


def _whole(changes: Sequence[Change], was_there: bool, is_there: bool) -> Status | None:
    """Whether a file as a whole came or went: then nobody wants to be asked about each line of it."""
    states = {change.status for change in changes}
    if len(changes) > 1 and states == {"new"} and not was_there:
        return "new"
    return "gone" if len(changes) > 1 and states == {"gone"} and not is_there else None


def _decision(number: int, changes: Sequence[Change], file: str, whole: Status | None = None) -> Decision:
    first, ids = changes[0], tuple(change.id for change in changes)
    if whole:
        ordered = sorted(changes, key=_place)
        sides = (_join(ordered, side) for side in ("base", "mine", "theirs"))
        return Decision(number, ids, whole, "file", _title(changes) or file, file, *sides)
    texts = map(_text, (first.base, first.mine, first.theirs))
    return Decision(number, ids, first.status, first.kind, first.heading, file, *texts)


def _place(change: Change) -> int:
    """Front matter, what stands before the first heading, the rest."""
    if change.kind == "front":
        return 2 if change.id.rstrip("+").endswith("--- end") else 1 if change.heading else 0
    return 3 if change.kind == "head" else 4


def _title(changes: Sequence[Change]) -> str:
    said = next((c for c in changes if c.kind == "front" and c.heading == "title"), None)
    text = _text(said.theirs or said.base) if said else None
    return (text or "").partition(":")[2].strip().strip("\"'")


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace").replace("\r\n", "\n")


def _join(changes: Sequence[Change], side: str) -> str | None:
    texts = [(change.kind, _text(getattr(change, side))) for change in changes]
    lines = [f"{text}\n" if kind == "front" else f"\n{text.strip()}\n" for kind, text in texts if text]
    return "".join(lines) if lines else None


def _why_not(text: str) -> str:
    if not text.strip():
        return "Write what it shall say, or keep one of the two."
    if any(conflicts_in(line.encode() for line in text.splitlines())):
        return "There is still a line of <<<<<<< or >>>>>>> in your text; take it out."
    return ""


def _edited(text: str, decision: Decision) -> bytes:
    """As the merge wants a unit: without blank lines at its end, but with those that the text had above."""
    above = "\n" if (decision.mine or decision.theirs or "").startswith("\n") else ""
    return (above + text.replace("\r\n", "\n").strip("\n").rstrip()).encode("utf-8", "replace")


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
