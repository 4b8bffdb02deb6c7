"""Drafts: saved for all who teach the path, unseen by learners, and never over what somebody else saved."""

from collections.abc import Callable

from httpx import Response
from sqlalchemy import delete

from app.models import Membership
from tests.learner.person import Form, Person
from tests.pages.client import OURS
from tests.studio.conftest import AT, Bench, on_both
from tests.sync.conftest import LESSON

IDEA = f"{AT}/files/lessons/idea.md"
HTMX = {"hx_request": "true", "hx_request_type": "partial"}
MINE, THEIRS = LESSON.replace("They compete.", "They play."), LESSON.replace("A generator", "One generator")


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def source_in(html: str) -> str:
    return html.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0].removeprefix("\n")


def test_a_draft_is_kept_and_everybody_who_teaches_sees_it(bench: Bench, ines: Person, omar: Person) -> None:
    html = ines.open(IDEA)
    assert source_in(html) == LESSON
    html = ines.follow(ines.send(Form(html, "/files/"), {"text": crlf(MINE)}))
    assert "Draft saved" in html
    assert bench.drafts() == {"lessons/idea.md": MINE.encode()}
    assert bench.read("lessons/idea.md") == LESSON.encode()
    html = omar.open(IDEA)
    assert source_in(html) == MINE
    assert "Ines, " in html
    assert "They compete." in omar.open("/paths/gans/lessons/idea")
    assert "1 draft waits" in omar.open(AT)


def test_a_text_as_it_is_on_disk_leaves_no_draft(bench: Bench, ines: Person) -> None:
    form = Form(ines.open(IDEA), "/files/")
    ines.send(form, {"text": crlf(LESSON)})
    assert bench.drafts() == {}
    ines.send(form, {"text": crlf(MINE)})
    ines.send(Form(ines.open(IDEA), "/files/"), {"text": crlf(LESSON)})
    assert bench.drafts() == {}


def test_line_ends_stay_as_the_file_has_them(bench: Bench, ines: Person) -> None:
    bench.put("lessons/idea.md", crlf(LESSON).rstrip())
    ines.send(Form(ines.open(IDEA), "/files/"), {"text": crlf(MINE).rstrip()})
    assert bench.drafts() == {"lessons/idea.md": crlf(MINE).rstrip().encode()}


@on_both
def test_what_somebody_else_saved_in_between_is_compared_and_not_overwritten(
    bench: Bench, ines: Person, omar: Person
) -> None:
    first, second = (Form(person.open(IDEA), "/files/") for person in (ines, omar))
    omar.send(second, {"text": crlf(THEIRS)})
    answer = ines.send(first, {"text": crlf(MINE)})
    assert answer.status_code == 409
    assert "Meanwhile Omar saved this file too" in answer.text
    assert source_in(answer.text) == MINE
    assert bench.drafts() == {"lessons/idea.md": THEIRS.encode()}

    both = ines.send(Form(answer.text, "/files/"), {"text": crlf(MINE), "then": "merge"})
    assert "nowhere did you change the same lines" in both.text
    assert source_in(both.text) == MINE.replace("A generator", "One generator")
    assert bench.drafts() == {"lessons/idea.md": THEIRS.encode()}

    ines.follow(ines.send(Form(answer.text, "/files/"), {"text": crlf(MINE)}))
    assert bench.drafts() == {"lessons/idea.md": MINE.encode()}


def test_a_page_that_has_the_text_gets_only_what_stands_above_it(bench: Bench, ines: Person, omar: Person) -> None:
    def save(person: Person, html: str, **fields: str) -> Response:
        hidden = Form(f'<form action="{IDEA}">{html}</form>', "/files/").hidden
        answer = person.post(IDEA, data={**hidden, **fields}, headers=OURS | {"HX-Request": "true"})
        return person.get(answer.headers["location"], **HTMX) if answer.status_code == 303 else answer

    above = ines.get(IDEA, **HTMX).text
    kept = save(ines, above, text=crlf(MINE))
    assert ("Draft saved" in kept.text, 'id="editor" data-kept' in kept.text) == (True, True)
    assert "<textarea" not in kept.text
    late = save(omar, above, text=crlf(THEIRS))
    assert (late.status_code, "Meanwhile Ines saved this file too" in late.text) == (409, True)
    assert "data-kept" not in late.text
    both = save(omar, late.text, text=crlf(THEIRS), then="merge")
    assert "One generator and" in both.text.partition('<template id="merged">')[2]
    assert save(ines, kept.text, text=MINE, then="publish").headers["HX-Redirect"] == f"{AT}/publish"


def test_a_file_changed_on_disk_is_compared_with_the_draft(bench: Bench, ines: Person) -> None:
    ines.send(Form(ines.open(IDEA), "/files/"), {"text": crlf(MINE)})
    bench.put("lessons/idea.md", THEIRS)
    assert "changed on disk since" in ines.open(AT)
    html = ines.open(IDEA)
    assert "Meanwhile this file was changed on disk" in html
    assert source_in(html) == MINE
    both = ines.send(Form(html, "/files/"), {"text": crlf(MINE), "then": "merge"}).text
    assert source_in(both) == MINE.replace("A generator", "One generator")
    ines.send(Form(html, "/files/"), {"text": crlf(MINE)})
    assert "Meanwhile" not in ines.open(IDEA)
    ines.send(Form(ines.open(IDEA), "/drafts/"))
    assert bench.drafts() == {}
    assert source_in(ines.open(IDEA)) == THEIRS


def test_a_file_that_was_deleted_meanwhile_can_be_saved_again(bench: Bench, ines: Person) -> None:
    form = Form(ines.open(IDEA), "/files/")
    (bench.folder / "lessons/idea.md").unlink()
    answer = ines.send(form, {"text": crlf(MINE)})
    assert (answer.status_code, "Meanwhile this file was deleted" in answer.text) == (409, True)
    assert source_in(answer.text) == MINE
    assert ines.send(Form(answer.text, "/files/"), {"text": crlf(MINE)}).status_code == 303
    assert bench.drafts() == {"lessons/idea.md": MINE.encode()}
    sneaked = {"text": "x", "base": "x", "since": "x"}
    assert ines.post(f"{AT}/files/Lessons/IDEA.md", data=sneaked).status_code == 404


def test_a_text_that_cannot_be_kept_comes_back(bench: Bench, ines: Person) -> None:
    long = "x" * 300_000
    answer = ines.send(Form(ines.open(IDEA), "/files/"), {"text": long})
    assert (answer.status_code, source_in(answer.text)) == (422, long)
    assert "split it into two" in answer.text
    assert ines.post(IDEA, data={}).status_code == 422
    assert bench.drafts() == {}


def test_a_role_taken_away_meanwhile_ends_the_work(bench: Bench, ines: Person) -> None:
    form = Form(ines.open(IDEA), "/files/")
    with bench.app.state.database.writing() as session:
        session.execute(delete(Membership))
    assert ines.send(form, {"text": crlf(MINE)}).status_code == 404
    assert ines.post(f"{AT}/publish", data={}).status_code == 404
    assert bench.drafts() == {}


def test_only_files_of_the_path_can_be_asked_for(bench: Bench, ines: Person, chen: Person) -> None:
    (bench.folder / "link.md").symlink_to("/etc/passwd")
    (bench.folder / ".env").write_text("secret")
    (bench.folder.parent / "outside.md").write_text("secret")
    for file in (
        "../outside.md",
        "%2e%2e/outside.md",
        "/etc/passwd",
        ".env",
        "link.md",
        "nothing.md",
        "lessons",
        "CON",
    ):
        for room in ("files", "media", "moves"):
            assert ines.get(f"{AT}/{room}/{file}").status_code == 404, (room, file)
        assert ines.post(f"{AT}/files/{file}", data={"text": "x", "base": ""}).status_code == 404, file
    for address in ("", "/files/lessons/idea.md", "/new", "/uploads", "/publish", "/history", "/history/1"):
        assert chen.get(AT + address).status_code == 404, address


def test_a_machine_that_only_serves_says_so(bench: Bench, meet: Callable[..., Person]) -> None:
    ines = meet("Ines", "instructor")
    bench.app.state.settings.content_dir = ""
    for address in ("", "/files/lessons/idea.md", "/publish", "/new", "/uploads"):
        answer = ines.get(AT + address)
        assert (answer.status_code, "This machine only serves" in answer.text) == (503, True), address
    assert ines.post(f"{AT}/publish", data={}).status_code == 503
    assert "Revision 1" in ines.open(f"{AT}/history")
    bench.app.state.settings.content_dir = str(bench.folder / "lessons")
    assert "The folder of this path is gone" in ines.get(AT).text
