"""The signed number in a personal form: idempotency key, seed of what is mixed, source of a new visitor's token."""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request
from itsdangerous import BadData, URLSafeSerializer

from app.settings import Settings

LIFETIME = timedelta(days=30)
SHORTEST_SECRET = 16

T = TypeVar("T")


class BadNonce(Exception):
    """The form's number is not ours, or too old. Its text is a sentence for the learner."""


@dataclass(frozen=True)
class Nonce:
    """What a form was made with. `id`, `seed` and `visitor_token` are hex; the last two are not in the form.

    `version_id` is the item version that was shown (None: no item), `extra` where the form stood.
    """

    id: str
    version_id: int | None
    issued_at: datetime
    seed: str
    visitor_token: str
    extra: Mapping[str, Any] = field(default_factory=dict)


class Nonces:
    """Issues and reads nonces under one secret, the same in every process."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._signed = URLSafeSerializer(secret, salt="cairn nonce", signer_kwargs={"digest_method": hashlib.sha256})

    @classmethod
    def of(cls, settings: Settings) -> "Nonces":
        return cls(settings.secret or kept_secret(settings.var_dir / "secret"))

    def issue(self, version_id: int | None, now: datetime, **extra: Any) -> str:
        """A new nonce of 128 random bits, for a form drawn at `now` that shows this item version."""
        return self._signed.dumps([secrets.token_hex(16), version_id, int(now.timestamp() * 1000), extra])

    def read(self, token: str, now: datetime) -> Nonce:
        """What a form sent back. Raises BadNonce where it was not issued here, or more than 30 days ago."""
        try:
            id, version_id, milliseconds, extra = self._signed.loads(token)
        except (BadData, UnicodeError):
            raise BadNonce(
                "This form did not come from here, or was changed on the way. Here is a fresh one."
            ) from None
        issued_at = datetime.fromtimestamp(milliseconds / 1000, UTC)
        if now - issued_at > LIFETIME:
            raise BadNonce("This form is more than 30 days old. Here is a fresh one.")
        return Nonce(id, version_id, issued_at, self._derive("seed", id)[:32], self._derive("visitor", id), extra)

    def _derive(self, purpose: str, text: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


async def nonces(request: Request) -> Nonces:
    """The server's nonces, as a dependency; async, else FastAPI takes a thread for it."""
    found: Nonces = request.app.state.nonces
    return found


# Order and ids come from the seed, which only the secret gives: a client that knows its nonce can undo neither.


def shuffled(seed: str, things: Sequence[T], key: Callable[[T], str]) -> list[T]:
    """`things` in an order that depends on the seed and their keys alone; every order is equally likely."""
    return sorted(things, key=lambda thing: _mark(seed, "order", key(thing)))


def option_id(seed: str, key: str) -> str:
    """What stands for an option in the form: 64 bits in hex that say nothing about it."""
    return _mark(seed, "id", key)[:16]


def _mark(seed: str, purpose: str, key: str) -> str:
    return hmac.new(bytes.fromhex(seed), f"{purpose}:{key}".encode(), hashlib.sha256).hexdigest()


def kept_secret(place: Path) -> str:
    """The secret in this file, made (mode 0600) if there is none; of processes that make it at once, one wins."""
    with contextlib.suppress(FileNotFoundError):
        return _read_secret(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    mine = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
    descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and fails where another process was first: nobody reads half a secret.
        with contextlib.suppress(FileExistsError):
            os.link(mine, place)
    finally:
        mine.unlink()
    return _read_secret(place)


def _read_secret(place: Path) -> str:
    secret = place.read_text().strip()
    if len(secret) < SHORTEST_SECRET:
        raise RuntimeError(f"{place} is too short for a secret; delete it, and a new one is made")
    return secret
