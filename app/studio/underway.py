"""How far slow work has come, for the page that waits for it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from app.web.personal import NO_STORE

router = APIRouter(prefix="/studio/underway")
_NAME = re.compile(r"[0-9a-f]{32}")


class Underway:
    """What this process is at, by the name that the waiting page has thought up. Of another process's work nothing is
    known here: its page says only that it goes on."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[int, int]] = {}

    @contextmanager
    def following(self, name: str) -> Iterator[Callable[[int, int], None] | None]:
        """Gives what to tell (parts done, parts in all); None for a page that does not ask."""
        if not _NAME.fullmatch(name):
            yield None
            return

        def tell(done: int, total: int) -> None:
            self._parts[name] = (done, total)

        try:
            yield tell
        finally:
            self._parts.pop(name, None)

    def of(self, name: str) -> tuple[int, int] | None:
        return self._parts.get(name)


# Of nobody's but whoever knows the name: 128 random bits.
@router.get("/{work}")
def look(request: Request, work: str) -> Response:
    underway: Underway = request.app.state.underway
    found = underway.of(work)
    if found is None:
        return Response(status_code=204, headers=NO_STORE)
    return JSONResponse({"done": found[0], "total": found[1]}, headers=NO_STORE)
