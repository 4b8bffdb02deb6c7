"""Which section has what, and where to begin what it lacks."""

import re

from tests.learner.person import Person
from tests.quality.conftest import School

AT = "/studio/paths/bread/coverage"
EDIT = "/studio/paths/bread/files"
SEE = "see=lessons/dough.md%23proving"


def row(html: str, heading: str) -> str:
    found = re.search(rf'<tr class="cover__row">(?:(?!</tr>).)*>{heading}</a>.*?</tr>', html, re.S)
    assert found, heading
    return found[0]


def cells(html: str, heading: str) -> list[str]:
    """The text of each cell as it is read out."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", row(html, heading), re.S)
    return [re.sub(r"<[^>]*>", "", one).strip() for one in found]


def test_it_counts_what_sees_each_section(school: School, ines: Person) -> None:
    school.flag(school.learner("Ben"), "why", "wrong")
    school.write(
        "podcast/episode.md",
        "---\ntitle: Dough\nvoices: {Maya: af_heart}\n---\n\n"
        "## Hands\n<!-- see: lessons/dough.md#kneading -->\n\n**Maya:** Knead.\n",
    )
    school.sync()
    html = ines.open(AT)
    text, card, question, audio, resource, flags, recall = cells(html, "Kneading")
    assert (card, question, audio) == ("card: 1", "question: 16", "audio: 1")
    assert "3 words" in text
    assert resource.startswith("Add a resource for Kneading")
    assert flags == "1 flag stands"
    assert "too few learners" in recall


def test_what_is_missing_begins_in_the_editor(ines: Person) -> None:
    begun = re.findall(r'cover__begin" href="([^"]*)"', row(ines.open(AT), "Proving"))
    assert [href.replace("&amp;", "&") for href in begun] == [
        f"{EDIT}/flashcards.md?stub=card&{SEE}",
        f"{EDIT}/quizzes/basics.md?stub=single&{SEE}",
        f"{EDIT}/podcast/episode.md?stub=chapter&{SEE}",
        f"{EDIT}/resources.md?stub=resource&{SEE}",
    ]


def test_a_heading_without_text_is_not_taught_and_can_be_sifted_out(school: School, ines: Person) -> None:
    school.write(
        "lessons/dough.md",
        "---\ntitle: Dough\n---\n\n## Kneading\n\nUntil it stretches.\n\n## Proving\n\n### Warm\n\nAt 24 degrees.\n",
    )
    school.sync()
    for without, shown in {
        "text": ["Proving"],
        "card": ["Proving", "Warm"],
        "any": ["Kneading", "Proving", "Warm"],
    }.items():
        html = ines.open(f"{AT}?without={without}")
        assert re.findall(r'<th class="cover__name cover__name--\d" scope="row"><a[^>]*>(.*?)</a>', html) == shown
    assert "cover__row" in ines.open(f"{AT}?without=%3Cscript%3E")
    assert f'href="{EDIT}/lessons/dough.md#L9"' in row(ines.open(AT), "Proving")


def test_recall_is_told_of_five_learners(school: School, ines: Person) -> None:
    for n in range(4):
        school.remember(school.learner(f"Learner {n}"), "why")
    assert "too few" in cells(ines.open(AT), "Kneading")[-1]
    school.remember(school.learner("Learner 5"), "why")
    assert cells(ines.open(AT), "Kneading")[-1] == "of 5 learners, would be recalled today: 90 %"


def test_it_is_not_there_for_a_learner(chen: Person) -> None:
    chen.open(AT, 404)
