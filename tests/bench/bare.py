"""The bare ASGI app: the bytes and headers of an answer recorded in a file, and nothing else."""

import json
import os
from pathlib import Path
from typing import Any


def create() -> Any:
    recorded = json.loads(Path(os.environ["CAIRN_BENCH_ANSWER"]).read_text())
    body = bytes.fromhex(recorded["body"])
    start = {
        "type": "http.response.start",
        "status": recorded["status"],
        "headers": [(name.encode(), value.encode()) for name, value in recorded["headers"]],
    }
    end = {"type": "http.response.body", "body": body}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send(start)
            await send(end)

    return app
