"""The one rule: who may do what, row by row."""

from itertools import product

import pytest

from app.accounts.roles import Right, Standing, may

SERVER = ("", "learner", "instructor", "admin")
PATH = ("", "learner", "instructor", "owner")


def allowed(right: Right, standing: Standing) -> bool:
    """The same said the other way round: the least of each that opens a door."""
    server, path = SERVER.index(standing.server_role), PATH.index(standing.path_role)
    if right is Right.RUN:
        return server == 3
    if right is Right.MAKE:
        return server >= 2
    if right is Right.OWN:
        return server == 3 or path == 3
    if right is Right.TEACH:
        belongs_to_server = not standing.is_owned and standing.visibility in ("public", "unlisted")
        return server == 3 or path >= 2 or (server == 2 and belongs_to_server)
    return standing.visibility in ("public", "unlisted") or path >= 1 or allowed(Right.TEACH, standing)


@pytest.mark.parametrize("right", Right)
def test_every_standing_is_decided(right: Right) -> None:
    for server, path, visibility, is_owned in product(
        SERVER, PATH, ("public", "unlisted", "private", "?"), (True, False)
    ):
        standing = Standing(server, path, visibility, is_owned)
        assert may(right, standing) == allowed(right, standing), standing


def test_an_unknown_visibility_opens_nothing() -> None:
    assert not may(Right.READ, Standing("learner", visibility="hidden"))
