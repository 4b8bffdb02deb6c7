"""A player asks for parts of a recording and gets them; whoever asks for what is not there is told so."""

import asyncio
from typing import Any

import pytest

from app.web.replies import Reply

SOUND = bytes(range(100))


def ask(reply: Reply, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(reply.send({"type": "http", "method": method, "headers": raw}, send))
    said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], said, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def recording() -> Reply:
    return Reply(SOUND, "audio/mpeg", compress=False, ranges=True)


@pytest.mark.parametrize(
    ("wanted", "said", "body"),
    [
        ("bytes=0-9", "bytes 0-9/100", SOUND[:10]),
        ("bytes=90-", "bytes 90-99/100", SOUND[90:]),
        ("bytes=-5", "bytes 95-99/100", SOUND[95:]),
        ("bytes=-500", "bytes 0-99/100", SOUND),
        ("bytes=95-500", "bytes 95-99/100", SOUND[95:]),
        ("bytes=99-99", "bytes 99-99/100", SOUND[99:]),
    ],
)
def test_it_gives_the_part_that_is_asked_for(recording: Reply, wanted: str, said: str, body: bytes) -> None:
    status, headers, sent = ask(recording, range=wanted)
    assert (status, headers["content-range"], sent) == (206, said, body)
    assert headers["content-length"] == str(len(body))
    assert headers["content-type"] == "audio/mpeg"


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=400-500", "bytes=-0"])
def test_what_is_past_the_end_is_refused(recording: Reply, wanted: str) -> None:
    status, headers, sent = ask(recording, range=wanted)
    assert (status, headers["content-range"], sent) == (416, "bytes */100", b"")


@pytest.mark.parametrize(
    "wanted",
    ["bytes=5-2", "bytes=-", "bytes=0-1,4-5", "words=0-9", "bytes=a-b", ""]
    # Python makes no number of so many digits.
    + [f"bytes={run}" for run in (f"0-{'9' * 5000}", f"{'9' * 5000}-", f"-{'9' * 5000}")],
    ids=lambda wanted: wanted[:14],
)
def test_what_is_no_single_range_gets_the_whole(recording: Reply, wanted: str) -> None:
    status, headers, sent = ask(recording, range=wanted)
    assert (status, sent) == (200, SOUND)
    assert headers["accept-ranges"] == "bytes"


def test_a_part_of_another_state_is_not_given(recording: Reply) -> None:
    etag = ask(recording)[1]["etag"]
    assert ask(recording, range="bytes=0-9", if_range=etag)[0] == 206
    assert ask(recording, range="bytes=0-9", if_range='"other"')[0] == 200
    assert ask(recording, range="bytes=0-9", if_none_match=etag)[0] == 304


def test_a_page_knows_no_parts() -> None:
    page = Reply(b"<p>text</p>", "text/html")
    status, headers, sent = ask(page, range="bytes=0-3")
    assert (status, sent) == (200, b"<p>text</p>")
    assert "accept-ranges" not in headers
