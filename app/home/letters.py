"""What is written to people by mail, and the link that finishes a sign-up."""

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
    try:
        nonce = signed.read(token, now)
    except BadNonce:
        return None
    if "sign_up" not in nonce.extra or now - nonce.issued_at > LIFETIME:
        return None
    email, name, visitor, onward = nonce.extra["sign_up"]
    return Invited(email, name, parse_uuid(visitor), onward)


def tell_of_account(settings: Settings, account: Account) -> Letter:
    base = settings.base_url.rstrip("/")
    return Letter(
        account.email,
        "You have an account already",
        f"You wanted to sign up at {base} with this email, and there is an account with it already.\n\n"
        f"Sign in: {base}/sign-in\n"
        f"If you do not know the password any more: {base}/reset\n\n"
        "If it was not you, there is nothing to do: nobody was told that you have an account.\n",
    )


def offer_reset(settings: Settings, account: Account, token: str, onward: str) -> Letter:
    return Letter(
        account.email,
        "Choose a new password",
        "Here you can choose a new password, once and within a day:\n\n"
        f"{reset_address(settings, token, onward)}\n\n"
        "If you did not ask for this, there is nothing to do: your password stays as it is.\n",
    )
