"""The files of a path as its author looks for them: lessons in their order, each with what waits on it. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.content.documents import Problem
from app.content.load import Files
from app.content.media import IMAGE_TYPES, extension
from app.content.places import kind_of
from app.models import Draft
from app.studio.drafts import overtakes

State = Literal["", "new", "changed", "deleted"]
GROUPS = ("path", "lessons", "decks", "quizzes", "podcast", "figures", "others")
_OF_KIND = {"lesson": "lessons", "deck": "decks", "quiz": "quizzes", "podcast": "podcast"}
_PATH_FILES = ("path.md", "glossary.md", "resources.md", "references.yml")
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*\r?$", re.M)


@dataclass(frozen=True)
class Leaf:
    """A file. `state` says what its draft does; it `is_overtaken` where the file on disk changed since."""

    file: str
    title: str
    state: State
    is_overtaken: bool
    errors: int
    warnings: int


@dataclass(frozen=True)
class Group:
    name: str
    leaves: tuple[Leaf, ...]


def tree_of(
    folder: Files, over: Files, drafts: Mapping[str, Draft], order: Sequence[str], problems: Sequence[Problem]
) -> tuple[Group, ...]:
    """`folder` is what is on disk and `over` the same with the drafts; `order` are files as learners meet them."""
    places = {file: n for n, file in enumerate(order)}
    count = Counter((problem.file, problem.severity) for problem in problems)
    groups: dict[str, list[Leaf]] = {name: [] for name in GROUPS}
    for file in sorted({*folder.contents, *drafts}, key=lambda file: (places.get(file, len(places)), file)):
        draft = drafts.get(file)
        leaf = Leaf(
            file,
            title_of(file, over.contents.get(file) or folder.contents.get(file) or b""),
            state_of(draft, is_on_disk=file in folder.contents),
            draft is not None and overtakes(folder.contents.get(file), draft),
            count[file, "error"],
            count[file, "warning"],
        )
        groups[group_of(file)].append(leaf)
    return tuple(Group(name, tuple(leaves)) for name, leaves in groups.items() if leaves)


def state_of(draft: Draft | None, *, is_on_disk: bool) -> State:
    if draft is None:
        return ""
    if draft.content is None:
        return "deleted"
    return "changed" if is_on_disk else "new"


def group_of(file: str) -> str:
    if file in _PATH_FILES:
        return "path"
    if extension(file) in IMAGE_TYPES:
        return "figures"
    if file.startswith("podcast/"):
        return "podcast"
    return _OF_KIND.get(kind_of(file) or "", "others")


def title_of(file: str, content: bytes) -> str:
    """What its front matter calls it; empty where it says nothing."""
    if not file.endswith(".md"):
        return ""
    head = content[:4000].decode("utf-8", "replace")
    found = _TITLE.search(head) if head.lstrip("\ufeff").startswith("---") else None
    return found[1].strip("\"'") if found else ""
