"""Every request that reaches the routes gets an id, a line in the log and a place in the counts.

Replies of the public table have neither id nor line: they are counted there, and a line would cost more than the reply.
"""

import logging
import secrets
import sys
import time
from collections import Counter

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("cairn")
# What follows these opens something to whoever has it, and more people read a log than should.
OPENING = ("/reset/", "/sign-up/", "/profile/email/", "/invitations/")


def set_up_log(log_format: str) -> None:
    """Lines for people (`console`) or for machines (`json`), each with the id of the request it belongs to."""
    # Plain: the prettier tracebacks show the values of variables, and among them learners' answers and tokens.
    last: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
        colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    if log_format == "json":
        last = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if log_format == "json" else []),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


class NumberedRequests:
    """Gives each request its id, logs how it went, and counts it by the class of its status."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.counts: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = number
        began = time.perf_counter()
        status = 0

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", number.encode())]}
            await send(message)

        with structlog.contextvars.bound_contextvars(request=number):
            try:
                await self.app(scope, receive, send_numbered)
            except Exception:
                # The page that says so has been sent; raising on would make the server log the same lines once more.
                log.exception("broken", method=scope["method"], path=loggable(scope["path"]))
                if not status:
                    await PlainTextResponse(f"An error: {number}", 500)(scope, receive, send_numbered)
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            path = loggable(scope["path"])
            log.info("request", method=scope["method"], path=path, status=status, milliseconds=milliseconds)
        self.counts[f"{status // 100}xx"] += 1


def loggable(path: str) -> str:
    return next((f"{place}…" for place in OPENING if path.startswith(place)), path)
