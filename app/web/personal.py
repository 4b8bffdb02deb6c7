"""Personal pages: drawn for one person, kept by nobody."""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from app.web.errors import is_partial
from app.web.templates import render

# What stays as it is in an address that is written out already.
_PLAIN = ":/%#?=@[]!$&'()*+,;~"
NO_STORE = {"Cache-Control": "no-store"}
# A content page that hears of it loads its personal fragment again: what that shows has changed.
MINE_CHANGED = {"HX-Trigger": "mine-changed"}


def personal(request: Request, name: str, status: int = 200, /, *, language: str = "en", **context: object) -> Response:
    """The page of this name (`room/name`), or where htmx asks for one the partial `room/_name`."""
    room, _, page = name.rpartition("/")
    file = f"{room}/_{page}.html" if is_partial(request) else f"{room}/{page}.html"
    return HTMLResponse(render(file, language=language, **context), status, NO_STORE)


def personal_page(
    request: Request, name: str, status: int = 200, /, *, language: str = "en", **context: object
) -> Response:
    """A page without a partial: where htmx asks for one, as after another tab has ended a sitting, it goes there."""
    if is_partial(request):
        return Response(headers={"HX-Redirect": str(request.url), **NO_STORE})
    return HTMLResponse(render(f"{name}.html", language=language, **context), status, NO_STORE)


def see_other(address: str = "") -> Response:
    """303: what was sent is kept, and this is where it is shown. htmx follows it and gets the partial."""
    # A header has no letters beyond Latin-1; a file's name, or an address that somebody came from, may.
    return Response(status_code=303, headers={"Location": quote(address, safe=_PLAIN), **NO_STORE})


def go_to(request: Request, address: str) -> Response:
    """Another page: a 303 for a plain form; htmx, which would put that page's middle into this one, is told to go."""
    if request.headers.get("hx-request") == "true":
        return Response(headers={"HX-Redirect": quote(address, safe=_PLAIN), **NO_STORE})
    return see_other(address)
