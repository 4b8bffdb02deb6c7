"""What is personal: the fragment against its queries and template, 80 writers against a loop of the same verb."""

import asyncio
import hashlib
import io
import re
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote
from uuid import UUID

import structlog
import uvloop
from sqlalchemy import func, select

from app.db import Database
from app.main import create_app
from app.models import Answer, Item, LoginSession, Reading, User, now
from app.progress.mine import gather
from app.progress.shown import find_as_shown, find_shown
from app.quizzes.answers import read_attempt, record_answer
from app.settings import Settings
from app.web.nonce import Nonces
from app.web.templates import render
from tests.bench.load import serve
from tests.bench.row import Row

WRITERS = 80
ANSWERS = 1600


@dataclass(frozen=True)
class Prepared:
    """A question and learners known to the database, each with a cookie."""

    public_id: str
    version_id: int
    users: list[UUID]
    cookies: list[str]


def prepare(database: Database, count: int) -> Prepared:
    """The first question that is answered by a number, and so many learners who have begun its path."""
    with database.writing() as session:
        questions = session.scalars(select(Item).where(Item.kind == "question").order_by(Item.id)).all()
        question = next(q for q in questions if q.version.body.kind == "numeric")
        users, cookies = [], []
        for _ in range(count):
            user, token = User(), secrets.token_hex(32)
            session.add(user)
            session.flush()
            session.add(LoginSession(token_digest=hashlib.sha256(token.encode()).hexdigest(), user_id=user.id))
            users.append(user.id)
            cookies.append(token)
        assert question.version_id
        return Prepared(question.public_id, question.version_id, users, cookies)


def fragment(settings: Settings) -> list[Row]:
    """CPU of `GET …/mine` through the whole app, without a server, against its queries and its template alone."""
    database, signed = Database(settings.database_url), Nonces.of(settings)
    prepared = prepare(database, 1)
    with database.writing() as session:
        for item in session.scalars(select(Item).where(Item.kind == "section")).all()[:60]:
            session.add(Reading(user_id=prepared.users[0], item_id=item.id))
    digest = hashlib.sha256(prepared.cookies[0].encode()).hexdigest()
    app = create_app(settings)
    # The lines of the log are made as ever, but not shown here.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(io.StringIO()))
    slug, at = "generative-ai", "lessons/gan"
    headers = [(b"host", b"127.0.0.1"), (b"cookie", f"cairn={prepared.cookies[0]}".encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": f"/paths/{slug}/mine",
        "raw_path": f"/paths/{slug}/mine".encode(),
        "query_string": f"at={at}&revision=1".encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    def bare(times: int) -> None:
        for _ in range(times):
            moment = now()
            with database.reading() as session:
                found = gather(session, slug, at, "1", digest, moment)
                render("progress/_mine.html", mine=found, nonce=signed.issue(None, moment))

    async def whole(times: int) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            assert message.get("status", 200) == 200

        for _ in range(times):
            await app(dict(scope), receive, send)

    def cpu(call: Callable[[], None]) -> float:
        before = time.process_time()
        call()
        return time.process_time() - before

    times = 200
    pairs = []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(whole(20))
        bare(20)
        for _ in range(7):
            base = cpu(lambda: bare(times))
            pairs.append((cpu(lambda: runner.run(whole(times))), base))
    app.state.database.dispose()
    database.dispose()
    base, mine = median(b for _, b in pairs), median(m for m, _ in pairs)
    said = f"{mine / times * 1e3:.2f} ms against {base / times * 1e3:.2f} ms of CPU"
    return [
        Row(
            "Personal fragment, against its queries and template", median(m / b for m, b in pairs), "at most", 1.5, said
        )
    ]


def answers(settings: Settings, env: dict[str, str]) -> list[Row]:
    """80 learners post at once; one thread calls the same verb in a loop, a commit each; sqlite3 inserts alone."""
    database, signed = Database(settings.database_url), Nonces.of(settings)
    prepared = prepare(database, WRITERS)
    rounds, lost = [], 0
    with serve("tests.bench.ours:create", env) as server:
        for _ in range(3):
            before, spent = count_answers(database), server.cpu()
            start = time.perf_counter()
            uvloop.run(_post_all(server.port, prepared, signed))
            rate = ANSWERS / (time.perf_counter() - start)
            spent = (server.cpu() - spent) / ANSWERS
            lost += ANSWERS - (count_answers(database) - before)
            rounds.append((rate, spent, *loop_rate(database, prepared, signed), raw_rate()))
    database.dispose()
    ratio = median(http / loop for http, _, loop, _, _ in rounds)
    http, spent, loop, loop_spent, raw = (median(column) for column in zip(*rounds, strict=True))
    said = (
        f"{http:,.0f} against {loop:,.0f} answers/s; by CPU {loop_spent / spent:.2f}, {spent * 1e3:.2f} ms against"
        f" {loop_spent * 1e3:.2f}; sqlite3 alone, insert and commit: {raw:,.0f}/s; {lost} lost"
    )
    if lost:
        ratio = 0.0
    return [Row("80 writers posting answers, against a loop of the same verb", ratio, "at least", 0.5, said)]


def count_answers(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Answer)) or 0


def loop_rate(database: Database, prepared: Prepared, signed: Nonces) -> tuple[float, float]:
    """Answers a second, and CPU seconds of one."""
    forms = [signed.issue(prepared.version_id, now()) for _ in range(ANSWERS)]
    start, spent = time.perf_counter(), time.process_time()
    for n, token in enumerate(forms):
        with database.writing() as session:
            nonce = signed.read(token, now())
            shown = find_as_shown(session, None, find_shown(session, None, prepared.public_id, "question"), nonce)
            record_answer(session, prepared.users[n % WRITERS], read_attempt(shown, nonce, {"given": ["1"]}), now())
    return ANSWERS / (time.perf_counter() - start), (time.process_time() - spent) / ANSWERS


def raw_rate() -> float:
    """The least that SQLite asks for one durable row, with the same journal and synchronisation."""
    with tempfile.TemporaryDirectory(dir="var") as folder:
        connection = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=wal")
        connection.execute("PRAGMA synchronous=full")
        connection.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, given TEXT)")
        start = time.perf_counter()
        for _ in range(ANSWERS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO answers (given) VALUES ('1')")
            connection.execute("COMMIT")
        seconds = time.perf_counter() - start
        connection.close()
    return ANSWERS / seconds


async def _post_all(port: int, prepared: Prepared, signed: Nonces) -> None:
    async def write(cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(ANSWERS // WRITERS):
            body = f"nonce={quote(signed.issue(prepared.version_id, now()))}&given=1".encode()
            head = [
                f"POST /items/{prepared.public_id}/answers HTTP/1.1",
                "Host: 127.0.0.1",
                "Sec-Fetch-Site: same-origin",
                f"Cookie: cairn={cookie}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
            writer.write("\r\n".join([*head, "", ""]).encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 303"):
                raise RuntimeError(f"an answer was refused: {answer.decode()}")
            length = re.search(rb"(?i)content-length: (\d+)", answer)
            await reader.readexactly(int(length[1]) if length else 0)
        writer.close()

    await asyncio.gather(*(write(cookie) for cookie in prepared.cookies))
