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


def rank_of(path_role: str) -> int:
    """How much a member with this role may; 0 without membership."""
    return PATH_ROLES.index(path_role) + 1 if path_role else 0


@dataclass(frozen=True)
class Standing:
    """A person before a path. `server_role` is "" for whoever has no account, `path_role` "" without membership;
    a path without an owner belongs to the server, and every instructor teaches it."""

    server_role: str = ""
    path_role: str = ""
    visibility: str = "public"
    is_owned: bool = False


def may(right: Right, standing: Standing) -> bool:
    is_admin = standing.server_role == "admin"
    is_instructor = standing.server_role == "instructor"
    owns = is_admin or standing.path_role == "owner"
    teaches = owns or standing.path_role == "instructor" or (is_instructor and not standing.is_owned)
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
            return teaches or bool(standing.path_role) or standing.visibility in ("public", "unlisted")
