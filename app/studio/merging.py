"""A merge laid out before a person: what there is to decide, what was decided, and what it does to learners."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.documents import Problem
from app.content.load import files_from
from app.content.merge import Pick
from app.content.places import REFERENCES
from app.content.sync import SyncReport
from app.library.updates import Update
from app.models import Blob, Path
from app.studio.decisions import Choices, Decision, decisions_of, read_choices, seen, supposing_mine
from app.studio.excerpts import GLOSSARY, Drawn, Excerpt, context_of, draw_excerpts
from app.studio.wordings import Run, compare_words, in_short
from app.web.forms import Form, text_of

# Of more, only the source is shown: each drawing costs the child process some milliseconds.
MOST_DRAWN = 80
_ONLY_SOURCE = ("front", "entry", "whole")
Prepare = Callable[[Mapping[str, Pick]], Update]


@dataclass(frozen=True)
class Table:
    """`found` is the merge as it was picked, `foreseen` what it does to learners, with what is open kept as it is;
    `seen` names the state that all this is about. `is_stale`: the form was about another, and counts for nothing."""

    found: Update
    foreseen: SyncReport | None
    decisions: tuple[Decision, ...]
    choices: Choices
    seen: str
    is_stale: bool = False

    @property
    def errors(self) -> list[Problem]:
        is_refused = self.foreseen is not None and self.foreseen.outcome == "refused"
        return [p for p in self.foreseen.problems if p.severity == "error"] if is_refused and self.foreseen else []

    @property
    def refusal(self) -> str:
        """Why it cannot be done as the form says; empty where it can."""
        if self.is_stale:
            return "changed"
        if self.choices.is_open or self.choices.wrong:
            return "open"
        return "errors" if self.errors else ""


@dataclass(frozen=True)
class View:
    """One side of a decision: drawn as learners see it, word by word against what both began from, or as a picture."""

    heading: str | Markup = ""
    html: str | Markup = ""
    runs: tuple[Run, ...] = ()
    picture: str = ""


@dataclass(frozen=True)
class Sight:
    """`pick` is what the form says of it: "mine", "theirs", "edit" or nothing yet."""

    decision: Decision
    mine: View
    theirs: View
    pick: str
    text: str
    wrong: str
    is_open: bool

    @property
    def name(self) -> str | Markup:
        if self.decision.kind == "file":
            return self.decision.name
        return self.mine.heading or self.theirs.heading or self.decision.name or self.decision.file


@dataclass(frozen=True)
class Sides:
    """The exact files of both sides, by their digests."""

    mine: Mapping[str, bytes]
    theirs: Mapping[str, str] = field(default_factory=dict)


def lay_out(prepare: Prepare, form: Form, *, is_sent: bool, with_kept: bool = True) -> Table:
    raw = prepare({})
    state = seen(raw)
    is_stale = is_sent and text_of(form, "seen") != state
    files = raw.merged.files
    decisions = decisions_of(raw.merged.changes, raw.before, files, with_kept=with_kept) if raw.is_new else ()
    choices = read_choices({} if is_stale else form, decisions, is_sent=is_sent and not is_stale)
    found = prepare(choices.picks) if choices.picks else raw
    supposed = prepare(supposing_mine(choices, decisions)) if choices.is_open or choices.wrong else found
    return Table(found, supposed.report, decisions, choices, state, is_stale)


def show(
    session: Session, renderer: Renderer, path: Path, decisions: Sequence[Decision], choices: Choices, sides: Sides
) -> list[Sight]:
    wanted = [each for each in decisions[:MOST_DRAWN] if each.kind not in _ONLY_SOURCE]
    my_manifest = files_from(dict(sides.mine)).manifest
    drawn = {
        **_drawn(renderer, path, my_manifest, sides.mine, "mine", wanted),
        **_drawn(renderer, path, sides.theirs, _texts(session, sides.theirs), "theirs", wanted),
    }
    return [
        Sight(
            each,
            _view(each, each.mine, drawn.get(f"mine-{each.number}"), path, my_manifest),
            _view(each, each.theirs, drawn.get(f"theirs-{each.number}"), path, sides.theirs),
            choices.how.get(each.number, ""),
            choices.texts.get(each.number, each.both),
            choices.wrong.get(each.number, ""),
            each.number in choices.is_open,
        )
        for each in decisions
    ]


def _drawn(
    renderer: Renderer,
    path: Path,
    manifest: Mapping[str, str],
    texts: Mapping[str, bytes],
    side: str,
    wanted: Sequence[Decision],
) -> dict[str, Drawn]:
    skipped = ("taken", "new") if side == "mine" else ("kept", "gone")
    excerpts = [
        Excerpt(f"{side}-{each.number}", each.file, text)
        for each in wanted
        if each.status not in skipped and (text := getattr(each, side))
    ]
    context = context_of(renderer, path.slug, manifest, texts) if excerpts else None
    return draw_excerpts(renderer, context, excerpts) if context else {}


def _texts(session: Session, manifest: Mapping[str, str]) -> dict[str, bytes]:
    wanted = {manifest[file]: file for file in (REFERENCES, GLOSSARY) if file in manifest}
    rows = session.execute(select(Blob.sha256, Blob.content).where(Blob.sha256.in_(wanted)))
    return {wanted[row.sha256]: row.content for row in rows}


def _view(decision: Decision, text: str | None, drawn: Drawn | None, path: Path, manifest: Mapping[str, str]) -> View:
    if text is None:
        return View()
    if decision.is_picture:
        sha256 = manifest.get(decision.file, "")
        return View(picture=f"/studio/paths/{path.slug}/pictures/{sha256[:16]}/{decision.file}" if sha256 else "")
    if not decision.is_text:
        return View()
    same = (Run("kept", text.strip("\n")),)
    runs = in_short(compare_words(decision.base.strip("\n"), text.strip("\n"))) if decision.base and text else same
    return View(drawn.heading, drawn.html, runs) if drawn else View(runs=runs)
