"""Strict headers on every response, whoever made it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything from this host and nothing inline: what slips past the sanitiser is text, not code.
CONTENT_POLICY = b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

# An SVG opened by itself is a document: it may draw and colour itself, and nothing else.
SVG_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

# `same-origin` and not `no-referrer`: under that, browsers send "Origin: null" with our own forms.
_OTHERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
STRICT = ((b"content-security-policy", CONTENT_POLICY), *_OTHERS)
# Podcast apps that run in a browser ask from a site of their own; what they get is nobody's, as no cookie comes along.
FROM_ANYWHERE = (*STRICT, (b"access-control-allow-origin", b"*"))
STRICT_SVG = ((b"content-security-policy", SVG_POLICY), *_OTHERS)


class StrictHeaders:
    """Adds what a response does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                said = {name.lower() for name, _ in headers}
                message = {**message, "headers": headers + [(n, v) for n, v in STRICT if n not in said]}
            await send(message)

        await self.app(scope, receive, send_strictly)
