"""A line of the log of syncs, read back into what it says, so that it can be told to people. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_COUNT = re.compile(r"(\d+) ([a-z-]+)(?:, (\d+) of them edited)?")
_HEAD = re.compile(r".*: revision (\d+)")
_REFUSED = re.compile(r".*: refused for (\d+) errors? · (?:learners stay on revision (\d+)|nothing is shown yet)")
_ITEMS = ("new", "edited", "changed", "re-matched", "returned", "lost")
_WORDS = frozenset({"kept", "re-matched", "changed", "new", "returned", "lost", "learner", "learners"})


@dataclass(frozen=True)
class Told:
    """`revision` is what learners have since, 0 for nothing; `errors` kept another from them. `counts` are of items
    (kept, edited, new, returned, re-matched, changed, lost) and of `learners` affected."""

    revision: int
    errors: int
    counts: Mapping[str, int]

    @property
    def of_items(self) -> list[tuple[str, int]]:
        """Of what became of them otherwise than that they were kept as they were."""
        return [(name, self.counts[name]) for name in _ITEMS if self.counts.get(name)]

    @property
    def is_harmless(self) -> bool:
        return not any(self.counts.get(name) for name in ("changed", "lost", "learners"))


def read_line(said: str) -> Told | None:
    """None for a line that another version wrote."""
    refused = _REFUSED.fullmatch(said)
    if refused:
        return Told(int(refused[2] or 0), int(refused[1]), {})
    head, *parts = said.split(" · ")
    revision, counts = _HEAD.fullmatch(head), {}
    for part in parts:
        found = _COUNT.match(part)
        if found is None or found[2] not in _WORDS:
            return None
        counts["learners" if found[2] == "learner" else found[2]] = int(found[1])
        counts["edited"] = counts.get("edited", 0) + int(found[3] or 0)
    return Told(int(revision[1]), 0, counts) if revision and counts else None
