"""Problems as text, JSON and SARIF."""

import json
from typing import Any

from app.content.documents import Problem
from app.content.report import as_json, as_sarif, as_text

FOUND = [
    Problem("p/quizzes/q.md", 42, 5, "error", "quiz-single", 'a numbered list has one right answer; use "-" bullets'),
    Problem("p/lessons/größe.md", 7, 1, "warning", "dead-link", "there is no file b.md"),
    Problem("p/lessons/größe.md", 2, 10, "error", "yaml", "twice"),
]


def test_text_is_one_line_a_problem_in_order_of_place() -> None:
    assert as_text(FOUND) == (
        "p/lessons/größe.md:2:10: error: twice [yaml]\n"
        "p/lessons/größe.md:7:1: warning: there is no file b.md [dead-link]\n"
        'p/quizzes/q.md:42:5: error: a numbered list has one right answer; use "-" bullets [quiz-single]\n'
    )
    assert as_text([]) == ""


def test_json_is_a_list_of_objects() -> None:
    found = json.loads(as_json(FOUND))
    assert [(p["file"], p["line"], p["column"], p["severity"], p["rule"]) for p in found] == [
        ("p/lessons/größe.md", 2, 10, "error", "yaml"),
        ("p/lessons/größe.md", 7, 1, "warning", "dead-link"),
        ("p/quizzes/q.md", 42, 5, "error", "quiz-single"),
    ]
    assert json.loads(as_json([])) == []


def test_sarif_has_the_shape_that_its_standard_asks_for() -> None:
    for found in (FOUND, []):
        check_sarif(json.loads(as_sarif(found)), len(found))


def check_sarif(log: dict[str, Any], count: int) -> None:
    """What sections 3.13 to 3.30 of SARIF 2.1.0 require of the parts that we write."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert set(run) == {"tool", "columnKind", "results"}
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["name"] == "cairn check"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert len(run["results"]) == count
    for result in run["results"]:
        assert set(result) == {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert " " not in place["artifactLocation"]["uri"]
        assert place["artifactLocation"]["uri"].isascii()
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1
