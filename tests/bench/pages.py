"""Public pages against a bare ASGI app that returns the same bytes; and what a first visit weighs."""

import json
import re
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.load import Server, drive, exchange, serve
from tests.bench.row import Row

LESSON = "/paths/generative-ai/lessons/gan"
ROUNDS = 5


def request_for(path: str, *more: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip, deflate, br", *more, "", ""]
    return "\r\n".join(lines).encode()


def record(server: Server, request: bytes, file: Path) -> None:
    """Writes down what the server answers, so that the bare app can say the same."""
    head, _, body = exchange(server.port, request).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = [line.split(": ", 1) for line in lines]
    kept = [[name.lower(), value] for name, value in headers if name.lower() not in ("date", "server")]
    file.write_text(json.dumps({"status": int(status.split()[1]), "headers": kept, "body": body.hex()}))


def compare(env: dict[str, str]) -> list[Row]:
    rows = []
    with serve("tests.bench.ours:create", env) as ours, tempfile.TemporaryDirectory() as folder:
        page = request_for(LESSON)
        exchange(ours.port, page)
        etag = re.search(rb"(?i)\r\netag: ([^\r]+)", exchange(ours.port, page))
        assert etag, "the lesson has no ETag"
        unchanged = request_for(LESSON, f"If-None-Match: {etag[1].decode()}")
        for name, request in (("lesson, brotli, 200", page), ("lesson, 304", unchanged)):
            answer = Path(folder) / "answer.json"
            record(ours, request, answer)
            with serve("tests.bench.bare:create", {"CAIRN_BENCH_ANSWER": str(answer)}) as bare:
                pairs = [(drive(ours, request), drive(bare, request)) for _ in range(ROUNDS)]
            ratio = median(mine.rate / base.rate for mine, base in pairs)
            cpu = median((base.cpu / base.requests) / (mine.cpu / mine.requests) for mine, base in pairs)
            rate, bare_rate = median(mine.rate for mine, _ in pairs), median(base.rate for _, base in pairs)
            said = f"{rate:,.0f} against {bare_rate:,.0f} requests/s; by the server's CPU {cpu:.2f}"
            rows.append(Row(f"Public {name}, against a bare ASGI app", ratio, "at least", 0.40, said))
    return rows


def weigh(env: dict[str, str]) -> list[Row]:
    """Compressed bytes of HTML, CSS and JS that the first visit to the heaviest lesson asks for."""
    with serve("tests.bench.ours:create", env) as ours:
        lessons = re.findall(rb'href="(/paths/generative-ai/lessons/[^"#]+)"', plain(ours, "/paths/generative-ai"))
        heaviest = max(set(lessons), key=lambda lesson: size(ours, lesson.decode()))
        html = plain(ours, heaviest.decode()).decode()
        parts = {"HTML": size(ours, heaviest.decode())}
        css = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
        scripts = re.findall(r'<script src="([^"]+)"', html)
        parts["CSS"] = sum(size(ours, address) for address in css)
        parts["JS"] = sum(size(ours, address) for address in modules(ours, scripts))
    total = sum(parts.values()) / 1024
    said = f"{heaviest.decode().rpartition('/')[2]}: " + ", ".join(f"{k} {v / 1024:.1f}" for k, v in parts.items())
    return [Row("First visit to the heaviest lesson, KB compressed", total, "at most", 60, said)]


def modules(server: Server, scripts: list[str]) -> set[str]:
    """The scripts and all that they import; not what they load when it is needed."""
    found: set[str] = set()
    waiting = list(scripts)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        found.add(address)
        base = address.rpartition("/")[0]
        for name in re.findall(r'(?:import|from)\s*"\./([^"]+)"', plain(server, address).decode()):
            waiting.append(f"{base}/{name}")
    return found


def size(server: Server, path: str) -> int:
    return len(exchange(server.port, request_for(path)).partition(b"\r\n\r\n")[2])


def plain(server: Server, path: str) -> bytes:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    return exchange(server.port, request).partition(b"\r\n\r\n")[2]
