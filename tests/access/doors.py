"""The table of every endpoint, and who may come in. A new endpoint must be put into it, or the tests fail.

One line is enough: what the route says, and one of the doors below. `.at(…)` says what else its address needs: which
kind of item `{id}` is of (question, card, section, resource or episode), or what to ask it with. What else stands in
braces is in KEYS.
"""

from dataclasses import dataclass, replace

PEOPLE = (
    "stranger",
    "learner",
    "path learner",
    "path instructor",
    "path owner",
    "server instructor",
    "admin",
)
"""Those of the path are members of each, but for the one without an owner: there, only its instructor is."""

PATHS = ("public", "unlisted", "private", "unowned")
"""By their visibility, each with an owner; the last is private and has none."""

EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"stranger"}
MEMBERS = frozenset({"path learner", "path instructor", "path owner", "admin"})
TEACHERS = frozenset({"path instructor", "path owner", "admin"})
OWNERS = frozenset({"path owner", "admin"})
UNOWNED = frozenset({"path instructor", "server instructor", "admin"})


@dataclass(frozen=True)
class Door:
    """Who comes in, for each of PATHS in their order. Everybody else is told that there is nothing here."""

    lets_in: tuple[frozenset[str], ...]
    item: str = "question"
    query: str = ""

    def at(self, *, item: str = "question", query: str = "") -> "Door":
        return replace(self, item=item, query=query)


def always(who: frozenset[str]) -> Door:
    return Door((who,) * 4)


ANYBODY = always(EVERYBODY)
READS = Door((EVERYBODY, EVERYBODY, MEMBERS, UNOWNED))
"""Whoever may see the path."""
RECORDS = Door((SIGNED_IN, SIGNED_IN, MEMBERS, UNOWNED))
"""The learner's own record, in a path that they may still see."""
KEEPS = always(SIGNED_IN)
"""The learner's own record, which stays theirs whatever becomes of the path."""
TEACHES = Door((TEACHERS, TEACHERS, TEACHERS, UNOWNED))
OWNS = Door((OWNERS, OWNERS, OWNERS, frozenset({"admin"})))
MAKES = always(frozenset({"server instructor", "admin"}))
RUNS = always(frozenset({"admin"}))

KEYS = {"lesson": "gan", "quiz": "core", "digest": "0" * 16, "file": "figures/game.svg"}
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
    "GET /search": ANYBODY,
    # To learn.
    "GET /items/{id}": READS,
    "GET /items/{id}/hint": READS,
    "GET /items/{id}/marks": READS,
    "POST /items/{id}/answers": READS,
    "POST /items/{id}/reviews": READS.at(item="card"),
    "POST /items/{id}/readings": READS.at(item="section"),
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
    # People.
    "GET /profile": ANYBODY,
    "POST /profile": ANYBODY,
    "GET /invitations/{token}": ANYBODY,
    "POST /invitations/{token}": ANYBODY,
    # The studio.
    "GET /studio": always(TEACHERS | {"server instructor"}),
    "GET /studio/paths/{path}/members": OWNS,
    "POST /studio/paths/{path}/members": RUNS,
    "POST /studio/paths/{path}/members/{person}": OWNS,
    "POST /studio/paths/{path}/visibility": OWNS,
    "POST /studio/paths/{path}/invitations": OWNS,
    "POST /studio/paths/{path}/invitations/{token}": OWNS.at(query="?method=delete"),
    "DELETE /studio/paths/{path}/invitations/{token}": OWNS,
}
