"""A year of a clone: three releases upstream, edits here, forty learners throughout; nothing of theirs is lost."""

import subprocess
import uuid
from pathlib import Path

from sqlalchemy import select

from app.content.load import read_folder
from app.content.merge import Pick, merge
from app.library.copies import files_of
from app.models import Answer, Item, Memory, Revision
from app.models import Path as PathRow
from tests.copies.conftest import Shelf
from tests.copies.year import CARDS, HERE, PICKS, QUESTIONS, UPSTREAM, Edit, Files, original

LEARNERS = 40


def put(shelf: Shelf, slug: str, edits: list[Edit]) -> None:
    files: Files = {file: content.decode() for file, content in read_folder(shelf.content / slug).contents.items()}
    before = set(files)
    for edit in edits:
        edit(files)
    for file, text in files.items():
        shelf.put(slug, file, text)
    for gone in before - files.keys():
        (shelf.content / slug / gone).unlink()
    for report in shelf.sync():
        assert report.outcome != "refused", [str(p) for p in report.problems if p.severity == "error"]


def study(shelf: Shelf, people: list[uuid.UUID], season: int) -> dict[tuple[uuid.UUID, str], str]:
    """Each answers some questions and learns some cards of the clone; what they know, by the key of each card."""
    with shelf.database.reading() as session:
        own = (
            select(Item)
            .join(PathRow, PathRow.id == Item.path_id)
            .where(PathRow.slug == "rolls", Item.retired_at.is_(None))
        )
        items = {item.key: item for item in session.scalars(own)}
    learned = {}
    for number, person in enumerate(people):
        question = items[f"q{(number + season) % len(QUESTIONS) + 1}"]
        shelf.answer(person, question, f"{season}-{number}")
        cards = [key for n in CARDS if (key := f"c{n}") in items and (n + number) % 3 == season % 3]
        for key in cards:
            shelf.learn(person, items[key])
            learned[person, key] = items[key].lineage
    return learned


def test_a_year(shelf: Shelf) -> None:
    for file in ("lessons/crumb.md", "flashcards.md"):
        (shelf.content / "bread" / file).unlink()
    put(shelf, "bread", [lambda files: files.update(original())])
    shelf.clone()
    people = [shelf.learner("rolls", *(["bread"] if number % 2 else [])) for number in range(LEARNERS)]
    met: list[str] = []
    known: dict[tuple[uuid.UUID, str], str] = {}
    for season, (here, upstream) in enumerate(zip(HERE, UPSTREAM, strict=True)):
        known |= study(shelf, people, season)
        put(shelf, "rolls", here)
        put(shelf, "bread", upstream)
        conflicts = shelf.look().merged.conflicts
        met += [conflict.heading or conflict.file for conflict in conflicts]
        shelf.update(picks={c.id: PICKS[c.heading or c.file] for c in conflicts})
        assert "unchanged" in {each.outcome for each in shelf.sync() if each.slug == "rolls"}
    assert met == list(PICKS)

    cards, more = shelf.text("rolls", "flashcards.md"), shelf.text("rolls", "flashcards/more.md")
    for wanted in (
        "What c1 is here.",
        "c2, in better words.",
        "id: m1;",
        "id: u1;",
        "What c8 is here.",
        "c11, in better",
    ):
        assert wanted in cards, wanted
    for gone in ("id: c4;", "id: c7;", "id: c9;", "What c1 is upstream."):
        assert gone not in cards, gone
    assert "id: c9;" in more
    assert "id: u2;" in more
    assert cards.index("id: c6;") < cards.index("id: c5;") < cards.index("id: c10;")
    assert "What a long rest does" in shelf.text("rolls", "lessons/kneading.md")
    assert not (shelf.content / "rolls/lessons/dough.md").exists()
    assert "What strong wheat does" in shelf.text("rolls", "lessons/flour.md")
    assert "tagline: From spelt to crust" in shelf.text("rolls", "path.md")
    assert "by weight." in shelf.text("rolls", "quizzes/core.md")
    assert "h7v7z" in shelf.text("rolls", "figures/slice.svg")
    assert "venue: Wiley}" in shelf.text("rolls", "references.yml")

    with shelf.database.reading() as session:
        answers = session.execute(select(Item.key, Item.retired_at).join(Answer, Answer.item_id == Item.id)).all()
        assert len(answers) == LEARNERS * len(HERE)
        assert {retired for _, retired in answers} == {None}
        rolls = select(PathRow.id).where(PathRow.slug == "rolls").scalar_subquery()
        now = {item.key: item for item in session.scalars(select(Item).where(Item.path_id == rolls))}
        memories = {(m.user_id, m.lineage): m for m in session.scalars(select(Memory))}
    assert {key for key in now if now[key].retired_at} == {"c4", "c7"}
    for (person, key), lineage in known.items():
        assert (person, lineage) in memories
        memory = memories[person, now[key].lineage]
        # What was given another meaning is due again, and nothing else is.
        assert (memory.changed_at is not None) == (key == "c3"), key


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False).stdout


def test_git_leaves_more_to_settle(tmp_path: Path) -> None:
    """The same three merges by git, line by line; what each leaves is in docs/benchmarks.md."""
    base = original()
    mine, theirs = dict(base), dict(base)
    left = {"ours": 0, "git": 0}
    for season, (here, upstream) in enumerate(zip(HERE, UPSTREAM, strict=True)):
        for edit in here:
            edit(mine)
        for edit in upstream:
            edit(theirs)
        left["git"] += conflicts_of_git(tmp_path / str(season), base, mine, theirs)
        before, ours, upstreams = (
            {file: text.encode() for file, text in files.items()} for files in (base, mine, theirs)
        )
        conflicts = merge(before, ours, upstreams).conflicts
        left["ours"] += len(conflicts)
        picks: dict[str, Pick] = {c.id: "mine" if PICKS[c.heading or c.file] == "mine" else "theirs" for c in conflicts}
        merged = merge(before, ours, upstreams, picks)
        base, mine = dict(theirs), {file: text.decode() for file, text in merged.files.items()}
    assert left["ours"] == len(PICKS)
    assert left["git"] > left["ours"], left


def conflicts_of_git(folder: Path, base: Files, mine: Files, theirs: Files) -> int:
    """How many places git leaves: pairs of marks in files, and files that one side took out or that are no text."""
    folder.mkdir()
    git(folder, "init", "-q")
    for branch, files in (("base", base), ("mine", mine), ("theirs", theirs)):
        git(folder, "checkout", "-q", *(["-b", branch] if branch == "base" else ["-b", branch, "base"]))
        for old in folder.rglob("*"):
            if old.is_file() and ".git" not in old.parts:
                old.unlink()
        for file, text in files.items():
            place = folder / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", branch)
    git(folder, "checkout", "-q", "mine")
    git(folder, "merge", "-q", "--no-edit", "theirs")
    count = 0
    for file in set(git(folder, "diff", "--name-only", "--diff-filter=U").split()):
        place = folder / file
        marks = place.read_text().count("<<<<<<< ") if place.exists() else 0
        count += max(marks, 1)
    return count


def test_a_revision_can_be_read_back_as_it_was(shelf: Shelf) -> None:
    shelf.clone()
    with shelf.database.reading() as session:
        rolls = session.scalars(select(PathRow).where(PathRow.slug == "rolls")).one()
        files = files_of(session, session.get_one(Revision, rolls.revision_id))
    assert files == read_folder(shelf.content / "rolls").contents
