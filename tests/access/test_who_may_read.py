"""The one rule as a condition of statements: it lets in whom the rule lets in, and nobody else."""

from itertools import product

from sqlalchemy import select

from app.accounts.learners import Learner
from app.accounts.roles import Right, may
from app.db import Database
from app.library import offered_to, readable_by, standing_of
from app.models import Enrolment, Membership, Path, User, now
from tests.learner.folder import lay_path

ROLES = ("", "learner", "instructor", "owner")
VISIBILITIES = ("public", "unlisted", "private", "of an unknown kind")


def people() -> list[User]:
    """With every role on the server: a visitor without an account, and who has left, whatever they were before."""
    signed_up = (User(email=f"{role}@example.org", role=role) for role in ("learner", "instructor", "admin"))
    return [User(email=None), *signed_up, User(email=None, role="admin", left_at=now())]


def test_the_condition_and_the_rule_say_the_same(database: Database) -> None:
    owner, everybody = User(email="owner@example.org"), people()
    with database.writing() as session:
        session.add_all([owner, *everybody])
        session.flush()
        for visibility, is_owned, role in product(VISIBILITIES, (False, True), ROLES):
            slug = f"{VISIBILITIES.index(visibility)}-{is_owned}-{role}"
            path = session.get_one(Path, lay_path(session, slug=slug, cards=0).path_id)
            path.visibility = visibility
            members = [(person, role) for person in everybody if role] + [(owner, "owner")] * is_owned
            session.add_all(Membership(path_id=path.id, user_id=who.id, role=what) for who, what in members)
    with database.reading() as asking:
        paths = asking.scalars(select(Path)).all()
        assert len(paths) == 32
        for user in (None, *everybody):
            person = Learner(user.id, email=user.email or "", role=user.role) if user else None
            readable = set(asking.scalars(select(Path.id).where(readable_by(user.id if user else None))))
            for path in paths:
                rule = may(Right.READ, standing_of(asking, path, person))
                assert (path.id in readable) == rule, (path.slug, path.visibility, user and user.role)


def test_what_is_offered_unasked_is_public_or_ones_own(database: Database) -> None:
    with database.writing() as session:
        ada, ben = User(email="ada@example.org", role="admin"), User()
        session.add_all([ada, ben])
        session.flush()
        for slug in ("public", "unlisted", "private", "begun", "joined", "lost"):
            path = session.get_one(Path, lay_path(session, slug=slug, cards=0).path_id)
            path.visibility = {"public": "public", "private": "private", "lost": "private"}.get(slug, "unlisted")
            if slug in ("begun", "lost"):
                session.add(Enrolment(user_id=ben.id, path_id=path.id))
            if slug == "joined":
                session.add(Membership(user_id=ben.id, path_id=path.id, role="learner"))
    with database.reading() as asking:

        def offered(person: User | None) -> set[str]:
            return set(asking.scalars(select(Path.slug).where(offered_to(person.id if person else None))))

        assert offered(None) == {"public"}
        assert offered(ada) == {"public"}
        assert offered(ben) == {"public", "begun", "joined"}
