"""A browser without a screen: asks the app over ASGI, in one event loop, and keeps no cookie unless told to."""

import asyncio
from types import TracebackType
from typing import Any, Self

import httpx

HOST = "http://cairn.test"
# What a browser sends with a form of the same site.
OURS = {"Sec-Fetch-Site": "same-origin"}


class Client:
    """`with Client(app) as maria: maria.get("/")`. Redirects are not followed; an exception becomes the app's 500."""

    def __init__(self, app: Any, *, lifespan: bool = False) -> None:
        self.app = app
        self._lifespan = lifespan

    def __enter__(self) -> Self:
        self._runner = asyncio.Runner()
        if self._lifespan:
            self._life = self.app.router.lifespan_context(self.app)
            self._runner.run(self._life.__aenter__())
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url=HOST, headers={"Accept-Encoding": "identity"})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._http.aclose())
        if self._lifespan:
            self._runner.run(self._life.__aexit__(None, None, None))
        self._runner.close()

    def ask(self, method: str, url: str, **how: Any) -> httpx.Response:
        return self._runner.run(self._http.request(method, url, **how))

    def get(self, url: str, **headers: str) -> httpx.Response:
        """Header names with _ for -: `get("/", if_none_match=etag)`."""
        return self.ask("GET", url, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, url: str, **how: Any) -> httpx.Response:
        return self.ask("POST", url, **{"headers": OURS, **how})

    def body_sent(self, method: str, path: str) -> bytes:
        """The body as the app sends it: httpx shows none for a HEAD, whatever came."""
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"cairn.test")],
        }
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        self._runner.run(
            self.app({**scope, "raw_path": path.encode(), "root_path": "", "scheme": "http"}, receive, send)
        )
        return b"".join(message.get("body", b"") for message in sent)

    def sleep(self, seconds: float) -> None:
        """Lets the app's own tasks run."""
        self._runner.run(asyncio.sleep(seconds))
