"""How the profile is drawn: filled in as it is kept, or as it was sent with what is wrong beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from math import ceil

from babel.dates import format_time
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.accounts.devices import browser_and_system
from app.accounts.learners import Learner, available_timezones, token_digest
from app.accounts.logins import Login, find_logins
from app.accounts.tries import TooManyTries
from app.library.leaving import memberships_of
from app.models import now
from app.progress.times import date_words, learning_day, locale_of, until_words, zone_of
from app.web.nonce import Nonces
from app.web.personal import NO_STORE
from app.web.templates import render

NEW_HERE = {"time_zone": "", "day_starts_at": "4", "buttons": "2", "new_per_day": "", "prompts": "on"}
PARTS = ("choices", "name", "email", "password", "logins")


@dataclass(frozen=True)
class Filled:
    """What a form of the profile said, and a sentence for each field that cannot be kept; `saved` names the part that
    was."""

    said: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""


@dataclass(frozen=True)
class ShownLogin:
    """`browser` and `system` are empty where they are not known; `seen` is a day in words, empty for today."""

    id: str
    browser: str
    system: str
    began: str
    seen: str
    is_this: bool


def draw_profile(
    request: Request, session: Session, learner: Learner | None, filled: Filled, *, refused: TooManyTries | None = None
) -> Response:
    moment, signed = now(), request.app.state.nonces
    account = learner if learner and learner.has_account else None
    html = render(
        "accounts/profile.html",
        account=account,
        is_known=learner is not None,
        said={**_kept(learner), **filled.said},
        errors=dict(filled.errors),
        saved=filled.saved if learner and filled.saved in PARTS else "",
        memberships=memberships_of(session, account.id) if account else (),
        logins=_logins(request, session, account) if account else [],
        zones=sorted(available_timezones()),
        hours=[(hour, _hour_words(hour, learner.language if learner else "en")) for hour in range(24)],
        usual=request.app.state.settings.new_per_day,
        nonce=_nonce(signed),
    )
    headers = dict(NO_STORE)
    if refused:
        headers["Retry-After"] = str(ceil((refused.until - moment).total_seconds()))
    return HTMLResponse(html, 429 if refused else 422 if filled.errors else 200, headers)


def too_many_words(refused: TooManyTries) -> str:
    return f"Too many tries. Try again {until_words(refused.until, now(), 'en')}."


def _kept(learner: Learner | None) -> dict[str, str]:
    """The forms as they are filled in for them."""
    if learner is None:
        return {**NEW_HERE, "name": "", "email": ""}
    return {
        "time_zone": learner.time_zone,
        "day_starts_at": str(learner.day_starts_at),
        "buttons": str(learner.buttons),
        "new_per_day": "" if learner.new_per_day is None else str(learner.new_per_day),
        "prompts": "on" if learner.has_prompts else "",
        "name": learner.name,
        "email": learner.email,
    }


def _logins(request: Request, session: Session, account: Learner) -> list[ShownLogin]:
    zone = zone_of(account.time_zone, account.day_starts_at)
    today = learning_day(now(), zone)

    def shown(login: Login) -> ShownLogin:
        browser, system = browser_and_system(login.device)
        began, seen = (learning_day(at, zone) for at in (login.began_at, login.last_seen_at))
        words = "" if seen >= today else date_words(seen, today, account.language)
        return ShownLogin(login.id, browser, system, date_words(began, today, account.language), words, login.is_this)

    return [shown(login) for login in find_logins(session, account.id, token_digest(request))]


def _hour_words(hour: int, language: str) -> str:
    return format_time(time(hour), "short", locale=locale_of(language))


def _nonce(signed: Nonces) -> str:
    return signed.issue(None, now())
