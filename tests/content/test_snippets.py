"""Every snippet of the path that ships, and is followed by what it prints, prints just that."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "content"
LINES = r"((?:(?!```).*\n)*)"
FOLLOWED = re.compile(rf"^```python\n{LINES}```\n+(?:[^\n`#].*\n+)?```text\n{LINES}```", re.M)
# These ask for a download, and say so.
LIBRARIES = re.compile(r"^(?:import|from) (?:torch|transformers|diffusers|peft|datasets)\b", re.M)
# The families' lessons: each holds a snippet that runs.
FAMILIES = ("autoregressive", "vae", "gan", "flows", "diffusion", "energy-based")
LONGEST = 40


def snippets() -> list[tuple[str, str, str]]:
    """(place, code, output) of each that needs nothing but NumPy and the standard library."""
    found = []
    for file in sorted(CONTENT.rglob("lessons/*.md")):
        for at in FOLLOWED.finditer(file.read_text()):
            if LIBRARIES.search(at[1]):
                continue
            line = file.read_text().count("\n", 0, at.start()) + 1
            found.append((f"{file.stem}:{line}", at[1], at[2]))
    return found


SNIPPETS = snippets()


@pytest.mark.parametrize(("code", "printed"), [pytest.param(*given, id=place) for place, *given in SNIPPETS])
def test_it_prints_what_the_text_says(code: str, printed: str) -> None:
    # One thread: linear algebra in many threads adds in another order, and is slow on a busy machine.
    env = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": ""}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=env)
    assert ran.returncode == 0, ran.stderr
    assert [line.rstrip() for line in ran.stdout.splitlines()] == [line.rstrip() for line in printed.splitlines()]


def test_each_family_has_a_snippet_that_runs() -> None:
    assert {place.split(":")[0] for place, *_ in SNIPPETS} >= set(FAMILIES)


def test_a_snippet_is_short() -> None:
    for place, code, _ in SNIPPETS:
        assert len(code.splitlines()) <= LONGEST, place
