"""What is written to people by mail, and the links that finish a sign-up or prove an email."""

import hashlib
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


def offer_reset(settings: Settings, account: Account, token: str) -> Letter:
    return Letter(
        account.email,
        "Choose a new password",
        "Here you can choose a new password, once and within a day:\n\n"
        f"{reset_address(settings, token)}\n\n"
        "If you did not ask for this, there is nothing to do: your password stays as it is.\n",
    )


@dataclass(frozen=True)
class Proof:
    """What a link says that proves an email. It is good as long as the account has the email and the password that it
    had when the link was asked for: whoever is told of a wish that is not theirs ends it by another password."""

    account_id: uuid.UUID
    email: str
    former: str
    password: str

    def fits(self, account: Account) -> bool:
        return (account.email, _mark_of(account)) == (self.former, self.password)


def ask_for_proof(settings: Settings, signed: Nonces, account: Account, email: str, now: datetime) -> Letter:
    token = signed.issue(None, now, email=[account.id.hex, email, account.email, _mark_of(account)])
    base = settings.base_url.rstrip("/")
    return Letter(
        email,
        "Is this your email?",
        f"You wanted this email for your account at {base}. Open this link within a day, and it is:\n\n"
        f"{base}/profile/email/{token}\n\n"
        "If it was not you, there is nothing to do: without the link nothing changes.\n",
    )


def read_proof(signed: Nonces, token: str, now: datetime) -> Proof | None:
    """None where the link was not made here, or more than a day ago."""
    try:
        nonce = signed.read(token, now)
    except BadNonce:
        return None
    if "email" not in nonce.extra or now - nonce.issued_at > LIFETIME:
        return None
    id, email, former, password = nonce.extra["email"]
    return Proof(uuid.UUID(id), email, former, password)


def tell_of_wish(settings: Settings, account: Account) -> Letter:
    base = settings.base_url.rstrip("/")
    return Letter(
        account.email,
        "Another email for your account",
        f"Somebody who knows the password of your account at {base} wants another email for it. "
        "Nothing has changed yet: a link was sent to the new one.\n\n"
        f"If it was not you, choose another password now, and that link opens nothing: {base}/reset\n",
    )


def tell_of_new_email(settings: Settings, former: str) -> Letter:
    base = settings.base_url.rstrip("/")
    return Letter(
        former,
        "Your account has another email",
        f"Your account at {base} has another email now, and this one opens it no more.\n\n"
        "If it was not you, write to whoever runs that server.\n",
    )


def tell_it_is_taken(settings: Settings, email: str) -> Letter:
    base = settings.base_url.rstrip("/")
    return Letter(
        email,
        "This email has an account",
        f"Somebody wanted this email for another account at {base}. There is an account with this email already, "
        "so it stays with that.\n\n"
        f"If it was you: sign in with it at {base}/sign-in, or delete that account first.\n"
        "If it was not you, there is nothing to do: nobody was told that you have an account.\n",
    )


def _mark_of(account: Account) -> str:
    """Tells one password from the next, and nothing about either."""
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()[:16]
