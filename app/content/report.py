"""Problems as text for people, JSON for programs, SARIF 2.1.0 for code review tools."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from app.content.documents import Problem

_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_text(problems: Iterable[Problem]) -> str:
    """One line a problem, in order of place; empty where there is none."""
    return "".join(f"{problem}\n" for problem in sorted(problems))


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects with file, line, column, severity, rule and message."""
    return json.dumps([vars(problem) for problem in sorted(problems)], ensure_ascii=False, indent=2) + "\n"


def as_sarif(problems: Iterable[Problem], tool: str = "cairn check") -> str:
    """A log with one run of this tool: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""
    ordered = sorted(problems)
    rules = sorted({problem.rule for problem in ordered})
    run: dict[str, Any] = {
        "tool": {"driver": {"name": tool, "rules": [{"id": rule} for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, rules.index(problem.rule)) for problem in ordered],
    }
    return (
        json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"
    )


def _result(problem: Problem, rule_index: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(problem.file)},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule_index,
        "level": problem.severity,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }
