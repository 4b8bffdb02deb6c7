"""An address with a NUL in it names nothing; PostgreSQL would not even compare with one."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.errors import error_page

# There the query is a text that somebody looks for, and any text is.
TAKES_ANY_TEXT = "/search"


class PlainAddresses:
    """Answers 404 before any room asks its database."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _names_nothing(scope):
            await error_page(Request(scope), 404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _names_nothing(scope: Scope) -> bool:
    return "\0" in scope["path"] or (b"%00" in scope["query_string"] and scope["path"] != TAKES_ANY_TEXT)
