"""Public pages: a table of replies in front of the app's routing, because they are the same bytes for everybody.

Measured against a bare ASGI app that returns the same bytes, a FastAPI route reaches about a quarter of its requests
a second, this table more than three quarters. A page is drawn by its route on the first request and kept until what
it was drawn from has changed.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.replies import Reply
from app.web.static import static_url

# Text for the table in front of the routes, which has no idea who asks. A page for some is kept under a key that is no
# text, so that no address of any request can be it: only its route, which has let the person in, finds it.
Key = str | tuple[str]

DEFAULT_LIMIT = 256 * 1024 * 1024
HTML = "text/html; charset=utf-8"
_HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """What a page is drawn from: a key (of a path, or of them all) and its stamp, read before all else of the page.
    What is not listed is for whoever has its address, and for no index of the web; what is not open, for those alone
    whom its route lets in."""

    key: int
    stamp: Hashable
    is_listed: bool = True
    is_open: bool = True


class PublicTable:
    """Address → reply, at most `limit` bytes of them; the least recently asked for leave first.

    `ask` gives the stamps of now. A reply is kept only under the stamp of now, and leaves when that has changed: what
    was drawn from an old revision cannot enter after the drop. Filled from worker threads, read from the event loop.
    """

    def __init__(
        self,
        ask: Callable[[], Mapping[int, Hashable]],
        fixed: Mapping[str, Reply] | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> None:
        self.ask = ask
        self.fixed = dict(fixed or {})
        self.limit = limit
        self.size = 0
        self.fills = 0
        self._replies: OrderedDict[Key, Reply] = OrderedDict()
        self._sources: dict[Key, Source] = {}
        self._stamps: Mapping[int, Hashable] = {}
        self._lock = Lock()
        self._asking = Lock()
        self._drawing = [Lock() for _ in range(16)]

    def __len__(self) -> int:
        return len(self._replies)

    def find(self, address: str) -> Reply | None:
        reply = self._replies.get(address)
        if reply is None:
            return self.fixed.get(address)
        with suppress(KeyError):  # dropped by another thread since the line above
            self._replies.move_to_end(address)
        return reply

    def fill(self, address: str, source: Source, draw: Callable[[], Reply]) -> Reply:
        """The reply for `address`, drawn unless another thread has just done so. To be called from a worker thread."""
        key = address if source.is_open else (address,)
        with self._drawing[hash(address) % len(self._drawing)]:
            kept = self._replies.get(key)
            if kept is not None and self._sources.get(key) == source:
                return kept
            if not self._is_current(source):
                self.refresh()
            reply = draw()
            if not source.is_listed:
                reply = reply.unlisted(is_open=source.is_open)
            self.fills += 1
            self._keep(key, source, reply)
            return reply

    def refresh(self) -> None:
        """Asks for the stamps of now and drops every reply whose source has changed."""
        with self._asking:  # two that ask at once must not apply their answers in the other order
            stamps = self.ask()
            with self._lock:
                self._stamps = stamps
                for key, source in list(self._sources.items()):
                    if not self._is_current(source):
                        self._drop(key)

    def _is_current(self, source: Source) -> bool:
        return source.key in self._stamps and self._stamps[source.key] == source.stamp

    def _keep(self, key: Key, source: Source, reply: Reply) -> None:
        with self._lock:
            if not self._is_current(source) or reply.size > self.limit // 16:
                return
            if key in self._replies:
                self._drop(key)
            self._replies[key] = reply
            self._sources[key] = source
            self.size += reply.size
            while self.size > self.limit:
                self._drop(next(iter(self._replies)))

    def _drop(self, key: Key) -> None:
        self.size -= self._replies.pop(key).size
        del self._sources[key]


class PublicPages:
    """Answers what the table has; passes the rest on, HEAD as a GET whose body is not sent."""

    def __init__(self, app: ASGIApp, table: PublicTable) -> None:
        self.app = app
        self.table = table
        self.hits = 0
        self.unchanged = 0
        self.misses = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        reply = self.table.find(scope["path"])
        if reply is not None:
            self.hits += 1
            self.unchanged += await reply.send(scope, send)
            return
        self.misses += 1
        if scope["method"] == "GET":
            await self.app(scope, receive, send)
        else:
            await self.app({**scope, "method": "GET"}, receive, _without_body(send))


class PublicPage(Response):
    """A page for whoever asked for it first."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.reply.send(scope, send)


def public_page(request: Request, source: Source, draw: Callable[[], str]) -> PublicPage:
    """What a route of a public page returns; `draw` gives its HTML."""

    def draw_reply() -> Reply:
        # Rendered Markdown, which outlives a release, names the sprite by its plain address.
        html = draw().replace(' href="/static/icons.svg#', f' href="{static_url("icons.svg")}#')
        return Reply(html.encode(), HTML)

    return public_reply(request, source, draw_reply)


def canonical(request: Request) -> str:
    """The one public address of a page, empty where the server does not know its own."""
    base: str = request.app.state.settings.base_url
    return base.rstrip("/") + request.url.path if base else ""


def public_reply(request: Request, source: Source, draw: Callable[[], Reply]) -> PublicPage:
    table: PublicTable = request.app.state.public
    return PublicPage(table.fill(request.scope["path"], source, draw))


def hosted_reply(request: Request, source: Source, draw: Callable[[str], Reply]) -> PublicPage:
    """As `public_reply`, for what must name addresses in full: `draw` is told what stands before their paths. Where the
    server does not know its own, that is what this request calls it, and the reply is for nobody else."""
    base: str = request.app.state.settings.base_url
    if base:
        return public_reply(request, source, lambda: draw(base.rstrip("/")))
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise HTTPException(400)
    reply = draw(f"{request.scope['scheme']}://{host}")
    return PublicPage(reply if source.is_listed else reply.unlisted(is_open=source.is_open))


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
