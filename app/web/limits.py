"""A request body larger than the server accepts is refused before it is read."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import error_page

# The addresses that take files: pictures and recordings, and whole paths. Who may not use them is refused before the
# body is read.
TAKES_FILES = re.compile(r"/studio/paths/[^/]+/uploads|/studio/import")
# What a form says around the file in it.
AROUND_A_FILE = 10_000


class BodyLimit:
    """Answers 413 by the declared length; a body without one is counted while it is read."""

    def __init__(self, app: ASGIApp, most: int, most_of_a_file: int) -> None:
        self.app = app
        self.most = most
        self.most_of_a_file = most_of_a_file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        most = self.most_of_a_file + AROUND_A_FILE if TAKES_FILES.fullmatch(scope["path"]) else self.most
        if not declared.isdigit() or int(declared) > most:
            await error_page(Request(scope), 413)(scope, receive, send)
            return
        await self.app(scope, self._counted(receive, most), send)

    def _counted(self, receive: Receive, most: int) -> Receive:
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(413)
            return message

        return receive_counted
