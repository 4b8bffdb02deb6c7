"""Where somebody goes on after they have signed in. Pure."""

import re
from urllib.parse import urlsplit

# Nobody wants to go back to these.
_DOORS = re.compile(r"/(sign-in|sign-up|sign-out|reset)(/|\?|$)")
LONGEST = 2_000


def safe_address(said: str, otherwise: str = "/") -> str:
    """`said` where it is an address of this site, from its first slash on. Browsers read "//evil" and "/\\evil" as
    another host, and leave out tabs and line ends before they look."""
    is_ours = (
        re.fullmatch(r"/(?![/\\])[^\\]*", said) is not None
        and said.isprintable()
        and len(said) <= LONGEST
        and not _DOORS.match(said)
    )
    return said if is_ours else otherwise


def address_before(referer: str, host: str) -> str:
    """The page of this site from which a link was followed; empty for another site's."""
    try:
        url = urlsplit(referer)
    except ValueError:
        return ""
    return safe_address(url.path + (f"?{url.query}" if url.query else ""), "") if url.netloc == host else ""
