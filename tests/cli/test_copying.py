"""cairn clone, update, diff, suggest, export, import."""

from pathlib import Path

from tests.cli.conftest import Cairn

SAID = "\n## And noise?\n<!-- id: noise; see: lessons/idea.md#two-players -->\n\nThe generator's input.\n"


def test_a_clone_is_made_changed_and_brought_up_to_date(content: Path, cairn: Cairn) -> None:
    assert cairn("sync").code == 0
    made = cairn("clone", "gans", "mine", "--title", "My GANs")
    assert made.code == 0, made.err
    assert made.out.endswith("based on gans\n")
    assert 'title: "My GANs"' in (content / "mine/path.md").read_text()
    original, copy = content / "gans/flashcards.md", content / "mine/flashcards.md"
    copy.write_text(copy.read_text().replace("Only the discriminator's gradient.", "A gradient, no data."))
    original.write_text(original.read_text() + SAID)
    assert cairn("sync").code == 0
    looked = cairn("update", "mine", "--dry-run")
    assert "flashcards.md · And noise?: new upstream\n" in looked.out
    assert "1 new" in looked.out
    assert SAID not in copy.read_text()
    done = cairn("update", "mine")
    assert done.code == 0, done.err
    assert SAID in copy.read_text()
    assert "A gradient, no data." in copy.read_text()
    assert cairn("update", "mine").out == "mine: up to date with revision 2 of its upstream\n"
    different = cairn("diff", "mine").out
    assert "flashcards.md#deck:sees\n" in different
    assert "  +A gradient, no data.\n" in different
    assert different.endswith("1 change\n")
    assert (
        cairn("suggest", "mine", "--change", "flashcards.md#deck:sees", "--note", "Shorter").out == "mine: suggested\n"
    )
    assert "flashcards.md#deck:sees · suggested, and waits to be looked at\n" in cairn("diff", "mine").out
    assert "was suggested already" in cairn("suggest", "mine").err


def test_a_conflict_is_told_and_exits_with_1(content: Path, cairn: Cairn) -> None:
    cairn("sync")
    cairn("clone", "gans", "mine")
    for slug, said in (("gans", "Its gradient."), ("mine", "A gradient.")):
        file = content / slug / "flashcards.md"
        file.write_text(file.read_text().replace("Only the discriminator's gradient.", said))
    cairn("sync")
    ended = cairn("update", "mine")
    assert ended.code == 1
    assert "changed on both sides" in ended.out
    assert "mine: 1 conflict to settle in its files; then sync" in ended.err
    assert "<<<<<<< here" in (content / "mine/flashcards.md").read_text()
    assert cairn("check", str(content)).code == 1


def test_a_path_goes_out_and_comes_in(content: Path, cairn: Cairn, tmp_path: Path) -> None:
    cairn("sync")
    file = tmp_path / "gans.zip"
    assert cairn("export", "gans", str(file)).out == f"{file}: 4 files\n"
    assert cairn("import", str(file)).err == "cairn: the name gans is taken; choose another\n"
    came = cairn("import", str(file), "--name", "theirs")
    assert came.code == 0, came.err
    assert (content / "theirs/flashcards.md").read_bytes() == (content / "gans/flashcards.md").read_bytes()
    assert cairn("import", str(file)).out == "theirs is made of this already\n"


def test_misuse(content: Path, cairn: Cairn, tmp_path: Path) -> None:
    cairn("sync")
    assert cairn("import", str(tmp_path / "no.zip")).code == 2
    assert cairn("export", "gans", str(tmp_path)).code == 2
    assert cairn("clone", "cake", "mine").err == "cairn: there is no path called cake\n"
    assert cairn("update", "gans").code == 1
