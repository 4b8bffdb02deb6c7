"""Rendering apart: limits, crashes, order."""

import os
import signal
import time
from pathlib import Path

import pytest

from app.content.child import MEMORY_BYTES, Renderer
from app.content.context import Parsed
from tests.content.files import CONTEXT

TITLE = "---\ntitle: A\n---\n"
# Each opening is tried as a link to the end of the text: minutes of work.
SLOW = (TITLE + "[^a" * 80_000).encode()
# Each of many short links stands for one long address.
LARGE = TITLE + "[a]: https://example.org/" + "x" * 1900 + "\n\n" + "[a] " * 50_000


def text_of(parsed: Parsed) -> str:
    assert parsed.document is not None
    return parsed.document.html


def test_it_reads_in_a_child_what_it_would_read_here(renderer: Renderer) -> None:
    from app.content.parse import parse

    source = (TITLE + "Some *ELBO* [@goodfellow2014] $x$.\n\n## One\n\nText.\n").encode()
    assert renderer.parse(source, "lessons/a.md", CONTEXT) == parse(source, "lessons/a.md", CONTEXT)


def test_many_files_come_back_in_order_and_progress_is_told(renderer: Renderer) -> None:
    files = [(f"lessons/n{i}.md", f"{TITLE}Number {i}.".encode()) for i in range(40)]
    told: list[int] = []
    parsed = renderer.parse_all(files, CONTEXT, told.append)
    assert [text_of(p) for p in parsed] == [f"<p>Number {i}.</p>" for i in range(40)]
    assert told == list(range(1, 41))


def test_the_same_bytes_in_the_same_context_are_parsed_once(renderer: Renderer) -> None:
    first = renderer.parse(b"# Once\n\nOnly.", "lessons/a.md", CONTEXT)
    assert renderer.parse(b"# Once\n\nOnly.", "lessons/a.md", CONTEXT) is first
    assert renderer.parse(b"# Once\n\nOnly.", "lessons/b.md", CONTEXT) is not first


def test_no_more_is_kept_than_it_was_told_to() -> None:
    first, second = (f"{TITLE}{word} {'x' * 600}".encode() for word in ("One", "Two"))
    with Renderer(keeps=1000) as renderer:
        kept = renderer.parse(first, "lessons/a.md", CONTEXT)
        assert renderer.parse(first, "lessons/a.md", CONTEXT) is kept
        renderer.parse(second, "lessons/a.md", CONTEXT)
        assert renderer.parse(first, "lessons/a.md", CONTEXT) is not kept


def test_a_file_that_takes_too_long_gets_a_problem_that_is_not_kept_and_the_next_is_read() -> None:
    with Renderer(processes=1, seconds=1) as renderer:
        slow, fast = renderer.parse_all(
            [("lessons/slow.md", SLOW), ("lessons/fast.md", (TITLE + "Fast.").encode())], CONTEXT
        )
        assert slow.document is None
        assert [(p.file, p.rule) for p in slow.problems] == [("lessons/slow.md", "limits")]
        assert "more than 1 s of processor time" in slow.problems[0].message
        assert text_of(fast) == "<p>Fast.</p>"
        assert renderer.parse(SLOW, "lessons/slow.md", CONTEXT) is not slow


def test_a_file_that_needs_too_much_memory_gets_a_problem_and_the_next_is_read() -> None:
    with Renderer(processes=1, memory_bytes=128 * 1024 * 1024) as renderer:
        large, small = renderer.parse_all(
            [("lessons/large.md", LARGE.encode()), ("lessons/small.md", (TITLE + "Small.").encode())], CONTEXT
        )
    assert large.document is None
    assert [(p.file, p.rule) for p in large.problems] == [("lessons/large.md", "limits")]
    assert "memory" in large.problems[0].message
    assert text_of(small) == "<p>Small.</p>"


def test_a_child_that_was_killed_is_replaced() -> None:
    before = children()
    with Renderer(processes=1) as renderer:
        renderer.parse((TITLE + "One.").encode(), "lessons/a.md", CONTEXT)
        (process,) = children() - before
        os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.01)
        assert text_of(renderer.parse((TITLE + "Two.").encode(), "lessons/a.md", CONTEXT)) == "<p>Two.</p>"


def test_closing_ends_every_child() -> None:
    before = children()
    renderer = Renderer(processes=2)
    renderer.parse_all([(f"lessons/n{i}.md", TITLE.encode()) for i in range(20)], CONTEXT)
    assert len(children()) == len(before) + 2
    renderer.close()
    assert children() == before


def test_a_child_has_limits_and_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_SECRET", "hush")
    before = children()
    with Renderer(processes=1) as renderer:
        renderer.parse(TITLE.encode(), "lessons/a.md", CONTEXT)
        (process,) = children() - before
        assert b"hush" not in Path(f"/proc/{process}/environ").read_bytes()
        limits = Path(f"/proc/{process}/limits").read_text()
        assert f"Max address space         {MEMORY_BYTES}" in limits
        assert "Max file size             0" in limits


def children() -> set[int]:
    """Ids of the living child processes of this one, whichever thread started them: that thread may be gone, or go now,
    and its children with it to another, so it is each process that is asked whose child it is."""
    return {int(file.parent.name) for file in Path("/proc").glob("[0-9]*/stat") if parent_of(file) == os.getpid()}


def parent_of(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
