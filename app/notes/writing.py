"""What a learner wrote into a form, or what is wrong with it. Pure."""

from dataclasses import dataclass
from typing import Literal, get_args

from app.web.forms import Form, text_of

FlagKind = Literal["come-back", "wrong"]
KINDS: tuple[FlagKind, ...] = get_args(FlagKind)
LONGEST_REMARK = 2_000
LONGEST_NOTE = 10_000


class NotKept(Exception):
    """A field of the form cannot be kept. `field` names it; the text is a sentence for the learner."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Flagging:
    """A flag as it was asked for; `remark` may be empty."""

    kind: FlagKind
    remark: str


def read_flagging(form: Form) -> Flagging:
    """Raises NotKept."""
    kind = text_of(form, "kind")
    if kind not in KINDS:
        raise NotKept("kind", "Say which of the two it is.")
    remark = read_lines(form, "remark").strip()
    if len(remark) > LONGEST_REMARK:
        raise NotKept("remark", "This is longer than 2,000 characters, and not saved yet. Shorten it and save again.")
    return Flagging(kind, remark)


def read_note(form: Form) -> str:
    """The text of a note, empty where there shall be none. Raises NotKept."""
    text = read_lines(form, "text").strip("\n").rstrip()
    if len(text) > LONGEST_NOTE:
        raise NotKept("text", "This is longer than 10,000 characters, and not saved yet. Shorten it and save again.")
    return text


def read_lines(form: Form, name: str) -> str:
    """A text of several lines: browsers send each end as two characters, which would count twice."""
    return text_of(form, name).replace("\r\n", "\n").replace("\r", "\n")
