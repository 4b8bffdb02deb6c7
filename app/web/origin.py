"""Cross-site writes are refused by headers, without tokens.

Why that is enough: a browser tells with every request where it comes from, and no page can change these headers.
`Sec-Fetch-Site` (every browser since 2023, over HTTPS and on localhost) says it in a word. Where it is missing, as over
plain HTTP, `Origin` is sent with every write and must name the host that was asked. A write that says neither is
refused: it does not come from a form of ours in any browser that is still in use, and a script can add the header.
`none` is a write that the person made without a page (a reload of an answered form), so it is ours.
"""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.errors import error_page

HARMLESS = ("GET", "HEAD", "OPTIONS", "TRACE")


class SameOriginWrites:
    """Answers 403 to a write that another site may have caused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in HARMLESS and not is_ours(Headers(scope=scope)):
            await error_page(Request(scope), 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_ours(headers: Headers) -> bool:
    """Whether a write comes from a page of this host."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    host = headers.get("host", "")
    return bool(host) and headers.get("origin", "").partition("://")[2] == host
