"""An email address as it is kept: one spelling for all the ways to write the same. Pure."""

import unicodedata

LONGEST_EMAIL = 254
# To compose letters takes the square of the marks on one, so nobody may write as many as they like.
MOST_WRITTEN = 1_000
TOO_LONG = "That is longer than an email address can be: 254 characters."
# What ends an address where several stand in a line, or begins a comment.
_APART = frozenset('@,;:<>()[]"\\')


class NotAnEmail(ValueError):
    """The text is a sentence for the person."""


def read_email(said: str) -> str:
    """Case, composed letters and the two ways to write a host in other scripts are no difference. Raises NotAnEmail.

    Whether mail arrives there is another question, which only a mail answers; so little is asked of its form."""
    if len(said) > MOST_WRITTEN:
        raise NotAnEmail(TOO_LONG)
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", said.strip()).casefold())
    local, _, host = text.rpartition("@")
    if not local or not host:
        raise NotAnEmail("Write your email address, like maria@example.org.")
    if any(c.isspace() or c in _APART or not c.isprintable() for c in local):
        raise NotAnEmail("Write one email address, without spaces, brackets or quotes.")
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NotAnEmail("What follows the @ is not the name of a host, like example.org.") from None
    if not all(label and label.replace("-", "").isalnum() for label in host.split(".")):
        raise NotAnEmail("What follows the @ is not the name of a host, like example.org.")
    if len(f"{local}@{host}") > LONGEST_EMAIL:
        raise NotAnEmail(TOO_LONG)
    return f"{local}@{host}"
