"""What is written to people by mail, and what the links in it say."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.credentials import Account
from app.accounts.mail import Letter
from app.accounts.resets import reset_address
from app.models import parse_uuid
from app.settings import Settings
from app.web.nonce import BadNonce, Nonces

LIFETIME = timedelta(days=1)


@dataclass(frozen=True)
class Invited:
    """What a link says that finishes a sign-up: nothing of it is kept until then. `visitor_id` of who asked for it."""

    email: str
    name: str
    visitor_id: uuid.UUID | None
    onward: str


def invite_to_finish(settings: Settings, signed: Nonces, invited: Invited, now: datetime) -> Letter:
    visitor = invited.visitor_id.hex if invited.visitor_id else ""
    token = signed.issue(None, now, sign_up=[invited.email, invited.name, visitor, invited.onward])
    base = settings.base_url.rstrip("/")
    return Letter(
        invited.email,
        "Finish signing up",
        f"You wanted to sign up at {base} with this email. Choose a password here, within a day:\n\n"
        f"{base}/sign-up/{token}\n\n"
        "If it was not you, there is nothing to do: without the link no account is made.\n",
    )


def read_invited(signed: Nonces, token: str, now: datetime) -> Invited | None:
    """None where the link was not made here, or more than a day ago."""
    said = _said_in(signed, token, "sign_up", now)
    return Invited(said[0], said[1], parse_uuid(said[2]), said[3]) if said else None


@dataclass(frozen=True)
class Moving:
    """What a link says that gives an account another email; `email` is what the account had when it was asked for."""

    account_id: uuid.UUID
    email: str
    wanted: str


def ask_to_move(settings: Settings, signed: Nonces, account: Account, wanted: str, now: datetime) -> Letter:
    token = signed.issue(None, now, moving=[account.id.hex, account.email, wanted])
    base = settings.base_url.rstrip("/")
    return Letter(
        wanted,
        "Confirm your new email",
        f"You wanted to use this email for your account at {base}. Confirm it here, within a day:\n\n"
        f"{base}/profile/email/{token}\n\n"
        "If it was not you, there is nothing to do: without the link nothing changes.\n",
    )


def read_moving(signed: Nonces, token: str, now: datetime) -> Moving | None:
    """None where the link was not made here, or more than a day ago."""
    said = _said_in(signed, token, "moving", now)
    return Moving(uuid.UUID(said[0]), said[1], said[2]) if said else None


def tell_of_account(settings: Settings, account: Account) -> Letter:
    base = settings.base_url.rstrip("/")
    return Letter(
        account.email,
        "You have an account already",
        f"Somebody, most likely you, gave this email at {base}, and there is an account with it already.\n\n"
        f"Sign in: {base}/sign-in\n"
        f"If you do not know the password any more: {base}/reset\n\n"
        "If it was not you, there is nothing to do: nobody was told that you have an account.\n",
    )


def offer_reset(settings: Settings, account: Account, token: str) -> Letter:
    return Letter(
        account.email,
        "Choose a new password",
        "Here you can choose a new password, once and within a day:\n\n"
        f"{reset_address(settings, token)}\n\n"
        "If you did not ask for this, there is nothing to do: your password stays as it is.\n",
    )


def _said_in(signed: Nonces, token: str, purpose: str, now: datetime) -> list[str]:
    """What a link was made with, empty for a link of another purpose, and for one that has ended."""
    try:
        nonce = signed.read(token, now)
    except BadNonce:
        return []
    return nonce.extra.get(purpose, []) if now - nonce.issued_at <= LIFETIME else []
