"""Three folders to one: what a copy's author changed and what its upstream changed since, unit by unit. Pure.

Untouched here: theirs is taken. Touched only here: kept. The same on both sides: quiet. Both otherwise: a conflict,
for a person to pick. A unit that one side moved, into another place or file, and the other edited, is moved and edited.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Literal

from app.content.identity import Found, Known, Wording, match_alike, match_surely
from app.content.units import Unit, cut_folder, join

Status = Literal["taken", "kept", "same", "new", "gone", "conflict"]
Pick = Literal["mine", "theirs"] | bytes
OURS, MIDDLE, UPSTREAM = b"<<<<<<< here", b"=======", b">>>>>>> upstream"


@dataclass(frozen=True)
class Change:
    """What became of a unit that is not everywhere as it was. `id` names it in `picks`; texts are None where the side
    has no such unit. "new": only upstream has it, and the base had not; "gone": upstream took it out."""

    id: str
    file: str
    kind: str
    heading: str
    status: Status
    base: bytes | None
    mine: bytes | None
    theirs: bytes | None
    is_picked: bool = False


@dataclass(frozen=True)
class Merged:
    """`files` with conflict markers where a conflict of text was not picked; of any other file `mine` stands, and
    theirs beside it under a name with `.upstream`."""

    files: dict[str, bytes]
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.status == "conflict" and not c.is_picked)


@dataclass
class _Node:
    """One unit on all sides, each with the file and the place where it stands there. Files are named as the base has
    them, else as the side that added them does."""

    id: str
    units: dict[str, Unit] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def text(self, side: str) -> bytes | None:
        unit = self.units.get(side)
        return unit.text if unit else None

    @property
    def any(self) -> Unit:
        return self.units.get("mine") or self.units.get("theirs") or self.units["base"]

    @property
    def file(self) -> str:
        return _decide(*(self.files.get(side) for side in _SIDES)) or next(iter(self.files.values()))


@dataclass(frozen=True)
class _Kept:
    """A unit of the result; `is_open`: a conflict that nobody has picked."""

    node: _Node
    text: bytes
    is_open: bool


_SIDES = ("base", "mine", "theirs")
# What a file has that is no item of it: it stays while the file stays.
_FRAME = ("front", "head", "entry")


def merge(
    base: Mapping[str, bytes],
    mine: Mapping[str, bytes],
    theirs: Mapping[str, bytes],
    picks: Mapping[str, Pick] | None = None,
) -> Merged:
    """`theirs`, which came from `base`, into `mine`, which did too. `picks` decide units by their change's id, whatever
    became of them else."""
    picks = picks or {}
    cut = {side: cut_folder(files) for side, files in zip(_SIDES, (base, mine, theirs), strict=True)}
    names = {side: _follow(cut["base"], cut[side]) for side in ("mine", "theirs")}
    still = {side: set(names[side].values()) for side in names}
    changes: list[Change] = []
    kept: list[_Kept] = []
    for node in _tie(cut, names):
        in_file = node.files.get("base")
        left_by = next((side for side in still if in_file is not None and in_file not in still[side]), "")
        change, text = _settle(node, picks.get(node.id), left_by)
        if change:
            changes.append(change)
        if text is not None:
            kept.append(_Kept(node, text, change is not None and change.status == "conflict" and not change.is_picked))
    return Merged(_write(kept, cut, names), tuple(sorted(changes, key=lambda c: (c.file, c.id))))


def _follow(base: Mapping[str, list[Unit]], side: Mapping[str, list[Unit]]) -> dict[str, str]:
    """The base's name of each file of a side: a renamed one is known by its id, its bytes, or most of its units."""
    names = {file: file for file in side if file in base}
    gone = [file for file in base if file not in side]
    for file in side:
        if file in names:
            continue
        likes = [(likeness, other) for other in gone if (likeness := _likeness(base[other], side[file])) >= 0.5]
        best = sorted(likes, reverse=True)[:2]
        if best and (len(best) == 1 or best[0][0] > best[1][0]):
            names[file] = best[0][1]
            gone.remove(best[0][1])
        else:
            names[file] = file
    return names


def _likeness(before: list[Unit], after: list[Unit]) -> float:
    """How much of a file is in another: 0 to 1, above 1 where both bear the same id."""
    said = [next((u.text for u in units if (u.kind, u.key) == ("front", "id")), b"") for units in (before, after)]
    if said[0] and said[0] == said[1]:
        return 2.0
    if [u.kind for u in before[:1]] != [u.kind for u in after[:1]]:
        return 0.0
    texts = {u.text for u in after}
    size = sum(len(u.text) for u in before) or 1
    return sum(len(u.text) for u in before if u.text in texts) / size


def _tie(cut: Mapping[str, Mapping[str, list[Unit]]], names: Mapping[str, Mapping[str, str]]) -> list[_Node]:
    """Every unit of the three folders, once."""
    of_base: list[_Node] = []
    added: dict[tuple[str, ...], _Node] = {}
    for file, units in cut["base"].items():
        for place, unit in enumerate(units):
            of_base.append(_Node(f"{file}#{unit.kind}:{unit.key}"))
            _stand(of_base[-1], "base", unit, file, place)
    for side in ("mine", "theirs"):
        stands = [(names[side][f], place, unit) for f, units in cut[side].items() for place, unit in enumerate(units)]
        pairs = _match(of_base, stands)
        for i, (file, place, unit) in enumerate(stands):
            node = pairs.get(i)
            if node is None:
                key = _key(unit, file) if unit.is_item else f"{file}#{unit.key}"
                node = added.setdefault((unit.kind, key), _Node(f"{file}#{unit.kind}:{unit.key}+"))
                if side in node.units:  # another of this key stands in another file of the same side
                    node = added[unit.kind, key, file] = _Node(f"{file}#{unit.kind}:{unit.key}++")
            _stand(node, side, unit, file, place)
    return [*of_base, *added.values()]


def _stand(node: _Node, side: str, unit: Unit, file: str, place: int) -> None:
    node.units[side], node.files[side], node.places[side] = unit, file, place


def _match(of_base: list[_Node], stands: list[tuple[str, int, Unit]]) -> dict[int, _Node]:
    """The base's node of each unit of a side: front matter, heads and whole files by their file; items as a sync knows
    them again."""
    plain = {(n.files["base"], n.any.kind, n.any.key): n for n in of_base if not n.any.is_item}
    pairs = {
        i: plain[file, unit.kind, unit.key]
        for i, (file, _, unit) in enumerate(stands)
        if not unit.is_item and (file, unit.kind, unit.key) in plain
    }
    known = [
        Known(i, n.any.kind, _key(n.any, n.files["base"]), n.files["base"], _digest(n.any))
        for i, n in enumerate(of_base)
        if n.any.is_item
    ]
    found: dict[tuple[str, str], int] = {}
    founds = []
    for i, (file, _, unit) in enumerate(stands):
        key = _key(unit, file)
        if unit.is_item and (unit.kind, key) not in found:
            found[unit.kind, key] = i
            founds.append(Found(unit.kind, key, file, _digest(unit), is_blank=not unit.body.strip()))
    matching = match_alike(
        match_surely(known, founds),
        lambda k: _wording(of_base[k.id].any),
        lambda f: _wording(stands[found[f.kind, f.key]][2]),
    )
    for match in matching.matches:
        pairs[found[match.found.kind, match.found.key]] = of_base[match.known.id]
    return pairs


def _key(unit: Unit, file: str) -> str:
    """Cards and questions are known in all the path; sections and terms in their file."""
    return unit.key if unit.kind in ("deck", "quiz", "resources") else f"{file}#{unit.key}"


def _digest(unit: Unit) -> str:
    return unit.text.decode("utf-8", "replace")


def _wording(unit: Unit) -> Wording:
    return Wording(unit.heading, unit.body.decode("utf-8", "replace"), None)


def _decide(base: str | None, mine: str | None, theirs: str | None) -> str | None:
    return theirs if mine == base else mine


def _settle(node: _Node, pick: Pick | None, left_by: str) -> tuple[Change | None, bytes | None]:
    """What became of a unit, and its text in the result: None where it is not in it. `left_by` is the side that has no
    longer the unit's file."""
    base, mine, theirs = (node.text(side) for side in _SIDES)
    unit = node.any
    status, text = _status(base, mine, theirs)
    if left_by and unit.kind in _FRAME and (mine if left_by == "theirs" else theirs) == base:
        # It goes with its file, and the file goes when nothing of it is left.
        status, text = ("gone" if unit.kind == "head" and left_by == "theirs" else None), base
    if pick is not None and status != "same":
        text = mine if pick == "mine" else theirs if pick == "theirs" else pick
    elif status == "conflict":
        text = mine if unit.kind == "whole" else _marked(mine, theirs)
    if status is None:
        return None, text
    file = node.files.get("mine") or node.file
    heading = unit.heading or unit.key.removeprefix("---").strip()
    return Change(node.id, file, unit.kind, heading, status, base, mine, theirs, pick is not None), text


def _status(base: bytes | None, mine: bytes | None, theirs: bytes | None) -> tuple[Status | None, bytes | None]:
    if mine == theirs:
        return (None if mine == base else "same"), mine
    if mine == base:
        return ("new" if base is None else "gone" if theirs is None else "taken"), theirs
    if theirs == base:
        return "kept", mine
    return "conflict", None


def _marked(mine: bytes | None, theirs: bytes | None) -> bytes:
    above = b"\n" if any(text and text.startswith(b"\n") for text in (mine, theirs)) else b""
    sides = (text.lstrip(b"\r\n") if text else text for text in (mine, theirs))
    return above + b"\n".join(line for line in (OURS, next(sides), MIDDLE, next(sides), UPSTREAM) if line)


def _write(
    kept: list[_Kept], cut: Mapping[str, Mapping[str, list[Unit]]], names: Mapping[str, Mapping[str, str]]
) -> dict[str, bytes]:
    paths = {side: {name: file for file, name in names[side].items()} for side in names}
    paths["base"] = {file: file for file in cut["base"]}
    by_file: dict[str, list[_Kept]] = {}
    for each in kept:
        by_file.setdefault(each.node.file, []).append(each)
    files: dict[str, bytes] = {}
    for name, inside in sorted(by_file.items()):
        base, mine, theirs = (paths[side].get(name) for side in _SIDES)
        is_left = base is not None and (mine is None or theirs is None)
        if is_left and not any(k.node.any.kind not in _FRAME or k.is_open for k in inside):
            continue
        place = _free(_decide(base, mine, theirs) or mine or theirs or name, files)
        files[place] = _lay(inside, name, cut, paths)
        for each in inside:
            if each.is_open and each.node.any.kind == "whole" and "theirs" in each.node.units:
                files[_free(beside(place), files)] = join([each.node.units["theirs"]])
    return files


def beside(file: str) -> str:
    """Where upstream's version of a file that is not merged is put, to be picked by hand."""
    stem, dot, extension = file.rpartition(".")
    return f"{stem}.upstream.{extension}" if dot else f"{file}.upstream"


def _free(file: str, taken: Mapping[str, bytes]) -> str:
    """This name, or where another file bears it already the first that is free: a-2.md."""
    stem, dot, extension = file.rpartition(".")
    names = chain([file], (f"{stem}-{n}.{extension}" if dot else f"{file}-{n}" for n in count(2)))
    return next(name for name in names if name not in taken)


def _lay(
    inside: list[_Kept], name: str, cut: Mapping[str, Mapping[str, list[Unit]]], paths: Mapping[str, Mapping[str, str]]
) -> bytes:
    """The units of a file, one after the other, with the blank lines between them."""
    by_node = {id(k.node): k for k in inside}
    ordered = [by_node[id(node)] for node in _order([k.node for k in inside], name)]
    lasts = {side: len(cut[side][paths[side][name]]) - 1 if name in paths[side] else -1 for side in _SIDES}
    newline = b"\r\n" if any(b"\r\n" in k.text for k in inside) else b"\n"
    written = []
    last = next((k for k in reversed(ordered) if k.text), None)
    for each in ordered:
        gap = _gap(each.node)
        was_last = [
            each.node.places[side] == lasts[side]
            for side, unit in each.node.units.items()
            if each.node.files[side] == name and unit.gap == gap
        ]
        if each.text and each is not last and (all(was_last) or not gap):
            gap = newline if each.node.any.kind in ("front", "entry") else newline * 2
        elif each is last and each is ordered[-1] and not any(was_last):
            gap = newline
        written += [each.text, gap]
    return b"".join(written)


def _gap(node: _Node) -> bytes:
    base, mine, theirs = (node.units[side].gap if side in node.units else None for side in _SIDES)
    chosen = theirs if mine is None or (mine == base and theirs is not None) else mine
    return (base or b"") if chosen is None else chosen


def _order(nodes: list[_Node], name: str) -> list[_Node]:
    """The order of a file's units: what neither side moved stays as in the base; all else follows what it follows on
    the side that put it there. Where both put something behind the same unit, the one with the lesser id goes first,
    so that it does not matter whose side is called mine."""
    stand = {
        side: sorted((n for n in nodes if n.files.get(side) == name), key=lambda n, s=side: n.places[s])  # type: ignore[misc]
        for side in _SIDES
    }
    in_base = {id(n): i for i, n in enumerate(stand["base"])}
    moved = {side: _moved(stand[side], in_base) for side in ("mine", "theirs")}
    before = {
        side: {id(n): stand[side][i - 1] if i else None for i, n in enumerate(stand[side])}
        for side in ("mine", "theirs")
    }
    stays = [n for n in stand["base"] if id(n) not in moved["mine"] | moved["theirs"]]
    rest = [n for n in nodes if id(n) not in {id(s) for s in stays}]

    def follow(among: Iterable[_Node], sides: Mapping[int, str]) -> None:
        for node in among:
            anchor = before[sides[id(node)]].get(id(node))
            behind.setdefault(id(anchor) if anchor else 0, []).append(node)

    def side_of(node: _Node) -> str:
        mine = id(node) in before["mine"] and (id(node) not in in_base or id(node) in moved["mine"])
        return "mine" if mine or id(node) not in before["theirs"] else "theirs"

    behind: dict[int, list[_Node]] = {}
    follow(rest, {id(n): side_of(n) for n in rest})
    ordered = _walk(stays, behind)
    placed = {id(n) for n in ordered}
    circling = [n for n in rest if id(n) not in placed]
    if circling:
        # Each side put one behind the other's: what stood here stays as it stood here.
        behind = {key: [n for n in followers if id(n) in placed] for key, followers in behind.items()}
        follow(circling, {id(n): "mine" if id(n) in before["mine"] else "theirs" for n in circling})
        ordered = _walk(stays, behind)
    return ordered


def _walk(stays: list[_Node], behind: Mapping[int, list[_Node]]) -> list[_Node]:
    ordered: list[_Node] = []
    for start in (None, *stays):
        if start:
            ordered.append(start)
        stack = _last_first(behind.get(id(start) if start else 0, []))
        while stack:
            node = stack.pop()
            ordered.append(node)
            stack += _last_first(behind.get(id(node), []))
    return ordered


def _last_first(nodes: list[_Node]) -> list[_Node]:
    return sorted(nodes, key=lambda n: n.id, reverse=True)


def _moved(stand: list[_Node], in_base: Mapping[int, int]) -> set[int]:
    """Those of a side that do not stand as they stood in the base: all but the longest run that keeps its order."""
    known = [n for n in stand if id(n) in in_base]
    tails: list[int] = []
    ends: list[int] = []
    came_from: list[int] = []
    for i, node in enumerate(known):
        place = bisect_left(tails, in_base[id(node)])
        came_from.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [in_base[id(node)]]
        ends[place : place + 1] = [i]
    keeps, at = set(), ends[-1] if ends else -1
    while at >= 0:
        keeps.add(id(known[at]))
        at = came_from[at]
    return {id(n) for n in known} - keeps
