"""The cookie by which a browser is known: a token that only it has; the database keeps the token's sha256."""

import hashlib
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings

# Browsers keep no cookie longer.
COOKIE_LIFETIME = timedelta(days=400)


def token_of(request: Request) -> str | None:
    return request.cookies.get(_name(request.app.state.settings)) or None


def set_cookie(request: Request, response: Response, token: str) -> None:
    _set(request, response, token, int(COOKIE_LIFETIME.total_seconds()))


def drop_cookie(request: Request, response: Response) -> None:
    # With all its attributes: a browser does not let a cookie of the `__Host-` kind be overwritten without them.
    _set(request, response, "", 0)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _set(request: Request, response: Response, token: str, seconds: int) -> None:
    settings: Settings = request.app.state.settings
    response.set_cookie(
        _name(settings),
        token,
        max_age=seconds,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def _name(settings: Settings) -> str:
    # A cookie with this prefix cannot be set by another host of the domain, nor over plain HTTP.
    return "__Host-cairn" if settings.is_secure else "cairn"
