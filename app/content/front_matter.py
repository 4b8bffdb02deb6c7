"""Front matter and references: YAML without its traps (duplicate keys, aliases, tags), each value with its line."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.content.context import Reading, Spot

MAX_DEPTH = 20
_BRACKET = re.compile(r"[\[\]{}]")
_TRUTHS = {"true": True, "false": False}


@dataclass
class Yaml:
    """A mapping as plain values, and where each stands; a nested one is told by its path: ("parts", 0, "title")."""

    values: dict[str, Any] = field(default_factory=dict)
    spots: dict[tuple[str | int, ...], Spot] = field(default_factory=dict)

    def spot(self, *path: str | int) -> Spot:
        """Where a value stands; where it is missing, its nearest parent."""
        while path and path not in self.spots:
            path = path[:-1]
        return self.spots.get(path, Spot(1, 1))


class _Refused(Exception):
    def __init__(self, message: str, node: Node) -> None:
        super().__init__(message)
        self.node = node


def split_front_matter(reading: Reading) -> tuple[Yaml, str]:
    """The front matter, and the text with those lines blank, so that all lines keep their numbers."""
    lines = reading.lines
    if lines[0].rstrip() != "---":
        return Yaml(), reading.text
    for end, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            rest = "\n" * (end + 1) + "\n".join(lines[end + 1 :])
            return read_yaml(reading, "\n".join(lines[1:end]), first_line=2), rest
    reading.error("front-matter", 'the front matter is not closed: add a line "---" after it', 1)
    return Yaml(), reading.text.replace("---", "", 1)


def read_yaml(reading: Reading, text: str, first_line: int) -> Yaml:
    """A YAML mapping with text keys. What is wrong goes to the reading's problems; what could be read is returned."""
    found = Yaml({}, {(): Spot(first_line, 1)})
    if _deepest_bracket(text) > MAX_DEPTH:
        reading.error("yaml", f"lists or mappings are nested deeper than {MAX_DEPTH} levels", first_line)
        return found
    try:
        root = YAML(typ="safe", pure=True, plug_ins=[]).compose(text)
    except RecursionError:
        reading.error("yaml", f"lists or mappings are nested deeper than {MAX_DEPTH} levels", first_line)
        return found
    except (YAMLError, ValueError) as error:
        # ruamel also lets plain ValueErrors through, e.g. for a number in an escape that is no character.
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        message = (error.problem if isinstance(error, MarkedYAMLError) else None) or str(error).splitlines()[0]
        line, column = (mark.line, mark.column) if mark else (0, 0)
        reading.error("yaml", f"this is not YAML: {message}", Spot(first_line + line, column + 1))
        return found
    if root is None:
        return found
    if not isinstance(root, MappingNode):
        reading.error("yaml", 'front matter is a mapping: one "key: value" a line', first_line)
        return found
    found.values = _mapping(root, (), found, reading, first_line, set())
    return found


def _deepest_bracket(text: str) -> int:
    # ruamel takes seconds to find that some thousand brackets are too many.
    depth = deepest = 0
    for sign in _BRACKET.findall(text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _plain(node: Node, path: tuple[str | int, ...], found: Yaml, reading: Reading, first: int, seen: set[int]) -> Any:
    if id(node) in seen:
        # An alias can make a small file expand without end.
        raise _Refused("aliases (*name) are not read here; write the value out", node)
    seen.add(id(node))
    if len(path) > MAX_DEPTH:
        raise _Refused(f"lists or mappings are nested deeper than {MAX_DEPTH} levels", node)
    found.spots[path] = _spot(node, first)
    if isinstance(node, MappingNode):
        return _mapping(node, path, found, reading, first, seen)
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, i), found, reading, first, seen) for i, child in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(node)


def _mapping(
    node: MappingNode, path: tuple[str | int, ...], found: Yaml, reading: Reading, first: int, seen: set[int]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        spot = _spot(key_node, first)
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else ""
        if not key:
            reading.error("yaml", "a key is plain text", spot)
        elif key in values:
            reading.error("yaml-duplicate", f'"{key}" is written twice; keep one', spot)
        else:
            try:
                values[key] = _plain(value_node, (*path, key), found, reading, first, seen)
            except _Refused as refused:
                reading.error("yaml", str(refused), _spot(refused.node, first))
            found.spots[(*path, key)] = spot
    return values


def _scalar(node: ScalarNode) -> Any:
    tag, text = str(node.tag).removeprefix("tag:yaml.org,2002:"), str(node.value)
    if "\0" in text:
        # Written as an escape; no database keeps it.
        raise _Refused("a zero character stands here; take it out", node)
    try:
        if tag == "int":
            return (
                int(text.replace("_", ""), 0) if text[:2].lower() in ("0x", "0o", "0b") else int(text.replace("_", ""))
            )
        if tag == "float":
            number = float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
            return number if math.isfinite(number) else text
    except ValueError:
        return text
    if tag == "bool":
        return _TRUTHS.get(text.lower(), text)
    if tag == "null":
        return None
    if tag in ("str", "timestamp"):
        return text
    raise _Refused(f"tags (!{tag}) are not read here; write a plain value", node)


def _spot(node: Node, first_line: int) -> Spot:
    mark = node.start_mark
    return Spot(first_line + mark.line, mark.column + 1) if mark else Spot(first_line, 1)
