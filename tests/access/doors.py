"""The table of every endpoint, and who may come in. A new endpoint must be put into it, or the tests fail.

One line is enough: what the route says, and one of the doors below. `.at(…)` says what else its address needs: of
what `{id}` is (question, card, section, resource, episode, learner, flag), which file, what to ask it with, or that
there is nothing behind the door in these small paths. What else stands in braces is in KEYS.
"""

from dataclasses import dataclass, replace
from typing import Any

PEOPLE = (
    "stranger",
    "learner",
    "path learner",
    "path instructor",
    "path owner",
    "server instructor",
    "admin",
)
"""Those of the path are members of each, but for its owner where it has none."""

PATHS = ("public", "unlisted", "private", "lost")
"""By their visibility. The unlisted one has no owner, and belongs to the server; the last is private, and has none
either."""

EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"stranger"}
MEMBERS = frozenset({"path learner", "path instructor", "path owner", "admin"})
TEACHERS = frozenset({"path instructor", "path owner", "admin"})
OWNERS = frozenset({"path owner", "admin"})
SERVER = frozenset({"path instructor", "server instructor", "admin"})
LEFT = frozenset({"path learner", "path instructor", "admin"})


@dataclass(frozen=True)
class Door:
    """Who comes in, for each of PATHS in their order. Everybody else is told that there is nothing here."""

    lets_in: tuple[frozenset[str], ...]
    item: str = "question"
    query: str = ""
    file: str = "figures/game.svg"
    is_empty: bool = False
    """There is nothing behind it in these small paths, for those either whom it lets in."""
    is_told: bool = False
    """Who is not let in is told so in words: they see the path, and a setting keeps them from this."""

    def at(self, **what: Any) -> "Door":
        return replace(self, **what)


def always(who: frozenset[str]) -> Door:
    return Door((who,) * 4)


ANYBODY = always(EVERYBODY)
READS = Door((EVERYBODY, EVERYBODY, MEMBERS, LEFT))
"""Whoever may see the path."""
RECORDS = Door((SIGNED_IN, SIGNED_IN, MEMBERS, LEFT))
"""The learner's own record, in a path that they may still see."""
KEEPS = always(SIGNED_IN)
"""The learner's own record, which stays theirs whatever becomes of the path."""
TEACHES = Door((TEACHERS, SERVER, TEACHERS, LEFT - {"path learner"}))
OWNS = Door((OWNERS, frozenset({"admin"}), OWNERS, frozenset({"admin"})))
BELONGS = Door((MEMBERS - {"admin"}, LEFT - {"admin"}, MEMBERS - {"admin"}, LEFT - {"admin"}))
MAKES = always(frozenset({"server instructor", "admin"}))
COPIES = Door(
    (
        frozenset({"server instructor", "admin"}),
        frozenset({"server instructor", "admin"}),
        frozenset({"admin"}),
        frozenset({"admin"}),
    )
)
RUNS = always(frozenset({"admin"}))

KEYS = {"lesson": "gan", "quiz": "core", "digest": "0" * 16, "number": "3", "name": "cairn-2026.zip", "work": "0" * 32}
"""What stands in the braces of an address, the same in every path. `{path}`, `{id}`, `{token}` and `{person}` are known
to the test."""

DOORS = {
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY,
    "GET /favicon.ico": ANYBODY,
    "GET /robots.txt": ANYBODY,
    "GET /": ANYBODY,
    "GET /mine": ANYBODY,
    "GET /about": ANYBODY,
    # To read.
    "GET /paths/{path}": READS,
    "GET /paths/{path}/media/{digest}/{file:path}": READS,
    "GET /paths/{path}/lessons/{lesson}": READS,
    "GET /paths/{path}/article": READS,
    "GET /paths/{path}/flashcards": READS,
    "GET /paths/{path}/podcast": READS,
    "GET /paths/{path}/resources": READS,
    "GET /paths/{path}/glossary": READS,
    "GET /paths/{path}/mine": READS,
    "GET /paths/{path}/podcast.xml": READS,
    "GET /paths/{path}/podcast-chapters.json": READS.at(is_empty=True),
    "GET /paths/{path}/podcast/bar": READS.at(is_empty=True),
    "GET /paths/{path}/podcast/heard": READS,
    "GET /search": ANYBODY,
    # To learn.
    "GET /items/{id}": READS,
    "GET /items/{id}/hint": READS,
    "GET /items/{id}/marks": READS,
    "POST /items/{id}/answers": READS,
    "POST /items/{id}/reviews": READS.at(item="card"),
    "POST /items/{id}/readings": READS.at(item="section"),
    "POST /items/{id}/listens": READS.at(item="episode"),
    "POST /items/{id}/flags": READS,
    "POST /items/{id}/notes": READS.at(item="section"),
    "GET /paths/{path}/quizzes/{quiz}": READS,
    "POST /paths/{path}/quizzes/{quiz}/sittings": READS,
    "GET /paths/{path}/lessons/{lesson}/pretest": READS,
    "POST /paths/{path}/lessons/{lesson}/pretest/sittings": READS,
    "POST /paths/{path}/exam": READS,
    "GET /reviews": ANYBODY,
    # What somebody has done.
    "GET /sittings/{id}": RECORDS,
    "GET /answers/{id}": RECORDS,
    "DELETE /reviews/{id}": RECORDS,
    "POST /reviews/{id}": RECORDS.at(query="?method=delete"),
    "DELETE /flags/{id}": KEEPS,
    "PUT /flags/{id}": KEEPS,
    "POST /flags/{id}": KEEPS.at(query="?method=delete"),
    "GET /notes": ANYBODY,
    "GET /progress": ANYBODY,
    "GET /history": ANYBODY,
    "GET /history.csv": ANYBODY,
    "GET /history.jsonl": ANYBODY,
    "GET /paths/{path}/shown": READS,
    # To make it one's own.
    "GET /paths/{path}/clones/new": READS,
    "POST /paths/{path}/clones": COPIES.at(is_told=True),
    # People.
    "GET /who": ANYBODY,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "GET /sign-up": ANYBODY,
    "POST /sign-up": ANYBODY,
    "GET /sign-up/{token}": ANYBODY.at(is_empty=True),
    "POST /sign-up/{token}": ANYBODY.at(is_empty=True),
    "GET /reset": ANYBODY,
    "POST /reset": ANYBODY.at(is_empty=True),
    "GET /chosen": ANYBODY,
    "GET /reset/{token}": ANYBODY.at(is_empty=True),
    "POST /reset/{token}": ANYBODY.at(is_empty=True),
    "POST /profile/name": KEEPS,
    "POST /profile/email": ANYBODY,
    "GET /profile/email/{token}": ANYBODY.at(is_empty=True),
    "POST /profile/email/{token}": ANYBODY.at(is_empty=True),
    "POST /profile/password": KEEPS,
    "POST /profile/logins": KEEPS.at(is_empty=True),
    "GET /profile/everything.json": KEEPS,
    "GET /profile/leaving": KEEPS,
    "POST /profile/leaving": ANYBODY,
    "GET /profile": ANYBODY,
    "POST /profile": ANYBODY,
    "GET /invitations/{token}": ANYBODY,
    "POST /invitations/{token}": ANYBODY,
    # The studio.
    "GET /studio": always(TEACHERS | {"server instructor", "stranger"}),
    "GET /studio/paths/{path}": TEACHES,
    "GET /studio/paths/{path}/files/{file:path}": TEACHES.at(file="path.md"),
    "POST /studio/paths/{path}/files/{file:path}": TEACHES.at(file="path.md"),
    "POST /studio/paths/{path}/drafts/{file:path}": TEACHES.at(file="path.md", query="?method=delete"),
    "DELETE /studio/paths/{path}/drafts/{file:path}": TEACHES.at(file="path.md"),
    "GET /studio/paths/{path}/media/{file:path}": TEACHES,
    "GET /studio/paths/{path}/moves/{file:path}": TEACHES.at(file="lessons/gan.md"),
    "POST /studio/paths/{path}/moves/{file:path}": TEACHES.at(file="lessons/gan.md"),
    "POST /studio/paths/{path}/deletions/{file:path}": TEACHES.at(file="lessons/gan.md"),
    "GET /studio/paths/{path}/new": TEACHES,
    "POST /studio/paths/{path}/new": TEACHES,
    "GET /studio/paths/{path}/uploads": TEACHES,
    "POST /studio/paths/{path}/uploads": TEACHES,
    "GET /studio/paths/{path}/preview/{file:path}": TEACHES.at(file="path.md"),
    "POST /studio/paths/{path}/preview": TEACHES.at(is_empty=True),
    "POST /studio/paths/{path}/problems": TEACHES.at(is_empty=True),
    "GET /studio/paths/{path}/publish": TEACHES,
    "POST /studio/paths/{path}/publish": TEACHES,
    "GET /studio/paths/{path}/history": TEACHES,
    "GET /studio/paths/{path}/history/{number}": TEACHES,
    "POST /studio/paths/{path}/history/{number}/restorations": TEACHES,
    "GET /studio/paths/{path}/quality": TEACHES,
    "POST /studio/paths/{path}/flags/{id}/settled": TEACHES.at(item="flag"),
    "GET /studio/paths/{path}/coverage": TEACHES,
    "GET /studio/paths/{path}/class": TEACHES,
    "GET /studio/paths/{path}/class.csv": TEACHES,
    "GET /studio/paths/{path}/class/{id}": TEACHES.at(item="learner"),
    "GET /studio/paths/{path}/export.zip": TEACHES,
    "GET /studio/paths/{path}/update": TEACHES.at(is_empty=True),
    "POST /studio/paths/{path}/update": TEACHES.at(is_empty=True),
    "GET /studio/paths/{path}/suggest": TEACHES.at(is_empty=True),
    "POST /studio/paths/{path}/suggest": TEACHES.at(is_empty=True),
    "GET /studio/paths/{path}/suggestions": TEACHES,
    "GET /studio/paths/{path}/suggestions/{number}": TEACHES.at(is_empty=True),
    "POST /studio/paths/{path}/suggestions/{number}": TEACHES.at(is_empty=True),
    "GET /studio/paths/{path}/pictures/{digest}/{file:path}": TEACHES,
    "GET /studio/underway/{work}": ANYBODY,
    "GET /studio/import": MAKES,
    "POST /studio/import": MAKES,
    "GET /studio/paths/{path}/members": OWNS,
    "POST /studio/paths/{path}/members": RUNS,
    "POST /studio/paths/{path}/members/{person}": OWNS,
    "POST /studio/paths/{path}/visibility": OWNS,
    "POST /studio/paths/{path}/invitations": OWNS,
    "POST /studio/paths/{path}/invitations/{token}": OWNS.at(query="?method=delete"),
    "DELETE /studio/paths/{path}/invitations/{token}": OWNS,
    # The server.
    "GET /studio/admin": RUNS,
    "GET /studio/admin/people": RUNS,
    "GET /studio/admin/people/{id}": RUNS.at(item="learner"),
    "POST /studio/admin/people/{id}/role": RUNS.at(item="learner"),
    "POST /studio/admin/people/{id}/resets": RUNS.at(item="learner"),
    "GET /studio/admin/paths": RUNS,
    "GET /studio/admin/paths/{path}/retirement": RUNS,
    "POST /studio/admin/paths/{path}/retirement": RUNS,
    "GET /studio/admin/syncs": RUNS,
    "GET /studio/admin/backups": RUNS,
    "POST /studio/admin/backups": RUNS,
    "GET /studio/admin/backups/{name}": RUNS.at(is_empty=True),
    "POST /studio/admin/people/{id}/sign-outs": RUNS.at(item="learner"),
    # Late, for whoever leaves is no member then.
    "GET /paths/{path}/leaving": BELONGS,
    # Sent twice it is taken twice: who has no part is told as who had one.
    "POST /paths/{path}/leaving": RECORDS,
    # Last, for whoever signs out is a stranger then.
    "POST /sign-out": ANYBODY,
}
