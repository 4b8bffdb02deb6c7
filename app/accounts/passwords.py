"""Passwords: what may be one, and argon2id, which is slow on purpose.

One hash takes 64 MiB and tens of milliseconds (RFC 9106, 4, the second choice). So it is made in a thread, few at a
time, and never while a session is open: a writer that waits for a hash holds up everybody.
"""

import asyncio
import os
import unicodedata
from functools import cache
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from starlette.concurrency import run_in_threadpool

SHORTEST, LONGEST = 8, 1_000
# At most so many hashes at once in a process: 128 MiB, and a processor is left for everybody else.
AT_ONCE = min(2, os.cpu_count() or 1)

# Length is what counts, and rules about digits and signs only make passwords worse (NIST SP 800-63B, 3.1.1.2); but what
# is tried first must not be one. Of the lists of leaked passwords, those of eight characters and more.
_TRIED_FIRST = """
00000000 000000000 0123456789 11111111 111111111 1111111111 11223344 112233445566 12121212 121212121 123123123
12341234 1234512345 123454321 123456123 123456654321 12345678 123456789 1234567890 12345678910 1234567891 12345679
12344321 123698745 1234qwer 123qweasd 123qweasdzxc 147258369 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qazxsw2
1qaz2wsx3edc 22222222 31415926 55555555 66666666 77777777 88888888 87654321 98765432 987654321 9876543210 99999999
999999999 a1234567 a12345678 aa123456 aa12345678 abc12345 abcd1234 abcdefgh abcdefg1 administrator admin123 adminadmin
alexander asdasdasd asdfasdf asdfghjk asdfghjkl asdf1234 azertyuiop baseball basketball blink182 butterfly changeme
charlie1 chocolate computer corvette danielle dragon123 estrella facebook football fuckyou1 fuckyou2 gfhjkmgfhjkm
google123 hello123 helloworld iloveyou iloveyou1 iloveyou2 internet jennifer jonathan letmein1 letmein123 liverpool
maverick mercedes metallica michelle midnight minecraft monkey123 mustang1 nicholas november passw0rd p@ssw0rd
p@ssword pass1234 passpass password password1 password12 password123 password1234 password! password1! pokemon1
princess princess1 q1w2e3r4 q1w2e3r4t5 qazwsx123 qazwsxedc qwer1234 qwert123 qwerty12 qwerty123 qwerty1234 qwerty12345
qwertyui qwertyuiop qwertz123 qwertzui qwertzuiop rockyou1 samantha september shadow123 slipknot snoopy123 spiderman
starwars sunshine sunshine1 superman test1234 testtest trustno1 victoria welcome1 welcome123 whatever zaq12wsx
zxcvbnm1 zxcvbnm123
"""
TRIED_FIRST = frozenset(_TRIED_FIRST.split())


class NotAPassword(ValueError):
    """The text is a sentence for the person."""


def read_password(said: str, *known: str) -> str:
    """A new password, as it is hashed; `known` is what anybody who knows the person would try, as their email. Raises
    NotAPassword."""
    if len(said) > LONGEST:
        raise NotAPassword("This is longer than 1,000 characters.")
    password = _normal(said)
    if len(password) < SHORTEST:
        raise NotAPassword("This is shorter than 8 characters.")
    guessed = {word for each in known for word in (each.casefold(), each.casefold().partition("@")[0])}
    if password.casefold() in TRIED_FIRST | guessed or len(set(password)) == 1:
        raise NotAPassword("Whoever guesses tries this one first. Choose another.")
    return password


async def make_hash(password: str) -> str:
    async with _place():
        return await run_in_threadpool(_hasher.hash, password)


async def is_password_of(hashed: str | None, said: str) -> bool:
    """Whether it is the password of this hash. Where there is none it takes the same time, and it is not."""
    if len(said) > LONGEST:
        return False
    password = _normal(said)
    async with _place():
        return await run_in_threadpool(_verify, hashed, password)


def _verify(hashed: str | None, password: str) -> bool:
    try:
        return _hasher.verify(hashed or _nobodys(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash(os.urandom(16).hex())


def _normal(said: str) -> str:
    """Two keyboards may send the same letter in two ways. Of a text that is not too long: it takes the square of the
    marks on one letter."""
    return unicodedata.normalize("NFC", said)


_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# A semaphore belongs to the event loop where it first waited.
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _place() -> asyncio.Semaphore:
    return _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
