"""Error pages: what is wrong, and the way on. Never a traceback, and only a fragment where htmx asked for one."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.db import is_full
from app.web.templates import render

log = structlog.get_logger("cairn")

# The statuses that a page is written for, and those that share one; another 4xx is shown as 404, another 5xx as 500.
WRITTEN = {400: 422, 403: 403, 404: 404, 405: 405, 413: 413, 422: 422, 500: 500, 507: 507}


@dataclass(frozen=True)
class Link:
    """A way on, offered where something was not found."""

    href: str
    text: str


class NotFound(Exception):
    """There is no such path, page or item; `onward` says where to go instead."""

    def __init__(self, *onward: Link) -> None:
        super().__init__("not found")
        self.onward = onward


class Moved(Exception):
    """What stood at `old` now stands at `new`: both are beginnings of an address, and what follows them stays."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} is now {new}")
        self.old = old
        self.new = new


def is_partial(request: Request) -> bool:
    """Whether htmx wants a fragment to put into a page that is there already."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type") != "full"


def error_page(
    request: Request, status: int, *, onward: tuple[Link, ...] = (), headers: Mapping[str, str] | None = None
) -> Response:
    page = WRITTEN.get(status, 500 if status >= 500 else 404)
    folder = "errors/_error.html" if is_partial(request) else "errors/error.html"
    html = render(folder, status=page, onward=onward, quote=request.scope.get("state", {}).get("request_id", ""))
    return HTMLResponse(html, status, {"Cache-Control": "no-store", **(headers or {})})


def add_error_pages(app: FastAPI) -> None:
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Moved, _moved)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(DBAPIError, _not_written)
    app.add_exception_handler(Exception, _broken)


def _not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotFound)
    return error_page(request, 404, onward=error.onward)


def _moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, Moved)
    address = error.new + request.url.path.removeprefix(error.old)
    if request.url.query:
        address += f"?{request.url.query}"
    # Asked for again each time: a browser that kept "A is now B" would go in circles once B is renamed back to A.
    return RedirectResponse(address, 301, {"Cache-Control": "no-cache"})


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    return error_page(request, error.status_code, headers=error.headers)


def _malformed(request: Request, error: Exception) -> Response:
    return error_page(request, 422)


def _not_written(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    if not is_full(error):
        raise error
    log.error("the disk of the database is full: nothing can be written until there is room")
    return error_page(request, 507)


def _broken(request: Request, error: Exception) -> Response:
    return error_page(request, 500)
