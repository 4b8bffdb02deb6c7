"""What a person may do: the one rule that every page and endpoint decides by. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    READ = "read"
    """See a path and learn in it."""
    TEACH = "teach"
    """Change its files, and see how its learners do."""
    OWN = "own"
    """Choose its members and who may see it."""
    MAKE = "make"
    """Make a path of one's own; asked of no path."""
    RUN = "run"
    """Look after the server: people, roles, backups; asked of no path."""


PATH_ROLES = ("learner", "instructor", "owner")
"""What a member of a path can be, each more than the one before."""


OPEN = ("public", "unlisted")
"""Where everybody may read who has the address."""


def rank_of(path_role: str) -> int:
    """How much a member with this role may; 0 without membership."""
    return PATH_ROLES.index(path_role) + 1 if path_role else 0


@dataclass(frozen=True)
class Standing:
    """A person before a path. `server_role` is "" for whoever has no account, `path_role` "" without membership.

    A path without an owner belongs to the server, and every instructor teaches it; but not a private one, which was
    made for its members: there, only admins take the owner's place."""

    server_role: str = ""
    path_role: str = ""
    visibility: str = "public"
    is_owned: bool = False


def may(right: Right, standing: Standing) -> bool:
    is_admin = standing.server_role == "admin"
    is_instructor = standing.server_role == "instructor"
    owns = is_admin or standing.path_role == "owner"
    is_open = standing.visibility in OPEN
    belongs_to_server = is_open and not standing.is_owned
    teaches = owns or standing.path_role == "instructor" or (is_instructor and belongs_to_server)
    match right:
        case Right.RUN:
            return is_admin
        case Right.MAKE:
            return is_admin or is_instructor
        case Right.OWN:
            return owns
        case Right.TEACH:
            return teaches
        case Right.READ:
            return teaches or bool(standing.path_role) or is_open
