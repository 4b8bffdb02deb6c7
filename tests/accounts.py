"""People with an account, made in the database: for tests of what somebody may do, not of how they sign in."""

import hashlib
import secrets
from typing import Any

from sqlalchemy import select

from app.db import Database
from app.models import LoginSession, Membership, Path, User

COOKIE = "cairn"


def make_account(
    database: Database, name: str, *, role: str = "learner", paths: dict[str, str] | None = None
) -> dict[str, Any]:
    """The cookie of a new person who is signed in, with a role on the server, and one in each path by its slug."""
    token = secrets.token_hex(32)
    with database.writing() as session:
        person = User(email=f"{name.lower()}@example.org", name=name, role=role)
        session.add(person)
        session.flush()
        session.add(LoginSession(token_digest=hashlib.sha256(token.encode()).hexdigest(), user_id=person.id))
        for slug, path_role in (paths or {}).items():
            path_id = session.scalars(select(Path.id).where(Path.slug == slug)).one()
            session.add(Membership(path_id=path_id, user_id=person.id, role=path_role))
    return {COOKIE: token}
