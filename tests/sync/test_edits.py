"""Progress survives edits: who is who after each, and whose memories become due."""

from datetime import UTC, datetime

import pytest

from tests.sync.conftest import DECK, DUE, QUIZ, Site

SAYS = "flashcards.md#what-does-the-discriminator-say"


def test_a_cosmetic_edit_keeps_the_memory(site: Site) -> None:
    before = site.items()["sees"]
    maria = site.learn(before)
    site.replace("flashcards.md", "Only the discriminator's gradient.", "The gradient of the discriminator, only.")
    report = site.sync()
    after = site.items()["sees"]
    assert (report.kept, report.edited, report.changed, report.learners) == (5, 1, 0, 0)
    assert (after.id, after.public_id, after.lineage) == (before.id, before.public_id, before.lineage)
    assert after.version_id != before.version_id
    assert (site.memory(maria).due_at, site.memory(maria).changed_at) == (DUE, None)


def test_a_text_that_comes_back_is_the_version_it_was(site: Site) -> None:
    before = site.items()["sees"].version_id
    site.replace("flashcards.md", "gradient", "slope")
    site.sync()
    site.replace("flashcards.md", "slope", "gradient")
    site.sync()
    assert site.items()["sees"].version_id == before
    assert site.counts()["item_versions"] == 6


def test_a_raised_edition_makes_its_memories_due_and_no_others(site: Site) -> None:
    maria, ben = site.learn(site.items()["sees"]), site.learn(site.items()[SAYS])
    before = site.items()["sees"]
    site.replace("flashcards.md", "id: sees;", "id: sees; edition: 2;")
    report = site.sync()
    assert (report.kept, report.changed, report.learners) == (4, 1, 1)
    assert site.items()["sees"].version_id != before.version_id
    memory = site.memory(maria)
    assert memory.due_at < datetime.now(UTC)
    assert memory.changed_at == memory.due_at
    assert (memory.stability, memory.state) == (50.0, 2)
    assert (site.memory(ben).due_at, site.memory(ben).changed_at) == (DUE, None)


def test_a_memory_that_is_due_already_stays_due_since_then(site: Site) -> None:
    maria = site.learn(site.items()["sees"])
    site.replace("flashcards.md", "id: sees;", "id: sees; edition: 2;")
    site.sync()
    first = site.memory(maria)
    site.replace("flashcards.md", "edition: 2;", "edition: 3;")
    site.sync()
    second = site.memory(maria)
    assert second.due_at == first.due_at
    assert first.changed_at
    assert second.changed_at
    assert second.changed_at > first.changed_at


def test_a_reworded_heading_is_matched_by_its_answer_and_due_again(site: Site) -> None:
    before = site.items()[SAYS]
    maria = site.learn(before)
    site.replace("flashcards.md", "What does the discriminator say?", "What does the discriminator say there?")
    report = site.sync()
    assert [(r.before, r.after, r.reason) for r in report.rematched] == [(SAYS, SAYS + "-there", "same answer")]
    assert str(report) == "gans: revision 2 · 4 kept · 1 re-matched · 0 changed · 0 lost · 1 learner affected"
    after = site.items()[SAYS + "-there"]
    assert (after.id, after.public_id) == (before.id, before.public_id)
    assert site.memory(maria).changed_at is not None


def test_a_card_with_a_new_id_and_the_same_text_is_matched_and_its_memory_kept(site: Site) -> None:
    before = site.items()["sees"]
    maria = site.learn(before)
    site.replace("flashcards.md", "id: sees;", "id: gan-sees;")
    report = site.sync()
    assert [r.reason for r in report.rematched] == ["same text"]
    assert report.learners == 0
    assert site.items()["gan-sees"].id == before.id
    assert (site.memory(maria).due_at, site.memory(maria).changed_at) == (DUE, None)


def test_a_card_moved_to_another_file_is_the_same_card(site: Site) -> None:
    before = site.items()["sees"]
    card = DECK[DECK.index("## What does the generator") : DECK.index("## What does the discriminator")]
    site.write(flashcards=DECK.replace(card, ""), flashcards__more=f"---\ntitle: More\n---\n\n{card}")
    report = site.sync()
    after = site.items()["sees"]
    assert (report.kept, report.retired, report.added) == (5, 0, 0)
    assert (after.id, after.page.key) == (before.id, "flashcards/more.md")


def test_a_former_key_still_finds_its_section(site: Site) -> None:
    before = site.items("section")["lessons/idea.md#two-players"]
    maria = site.learn(before)
    site.replace("lessons/idea.md", "## Two players", "## The two players")
    report = site.sync()
    assert [r.reason for r in report.rematched] == ["same body"]
    assert (report.learners, site.memory(maria).due_at) == (0, DUE)
    assert site.items("section")["lessons/idea.md#the-two-players"].id == before.id
    assert site.counts()["item_aliases"] == 1
    assert site.counts()["sights"] == 2, "the deck and the quiz still name the former key"


def test_a_former_key_that_is_used_again_is_nobodys_alias(site: Site) -> None:
    site.replace("flashcards.md", "id: sees;", "id: gan-sees;")
    site.sync()
    site.replace(
        "flashcards.md",
        "# What does the discriminator say?\n",
        "# What does the discriminator say?\n<!-- id: sees -->\n",
    )
    site.sync()
    assert site.items()["sees"].version.body.heading == "What does the discriminator say?"
    assert site.items()["gan-sees"].version.body.heading == "What does the generator see?"
    assert site.counts()["item_aliases"] == 1


def test_what_disappears_is_retired_and_returns_by_its_key(site: Site) -> None:
    before = site.items()["sees"]
    maria = site.learn(before)
    site.write(flashcards=DECK[: DECK.index("## What does the gen")] + DECK[DECK.index("## What does the dis") :])
    report = site.sync()
    assert (report.kept, report.retired, report.learners) == (4, 1, 1)
    assert site.items()["sees"].retired_at is not None
    assert site.memory(maria).due_at == DUE
    site.write(flashcards=DECK.replace("Only the", "Nothing but the"))
    report = site.sync()
    assert (report.kept, report.returned, report.added) == (4, 1, 0)
    assert (site.items()["sees"].id, site.items()["sees"].retired_at) == (before.id, None)


def test_it_counts_whoever_learned_answered_or_read_and_each_once(site: Site) -> None:
    question = site.items("question")["quizzes/basics.md#how-many-networks-does-a-gan-have"]
    maria, ben, chen = site.learn(question), site.visitor(), site.visitor()
    site.answer(question, maria)
    site.read(question, maria)
    site.answer(question, ben)
    site.read(site.items("section")["lessons/idea.md#the-game"], chen)
    site.learn(site.items()["sees"])
    site.put("gans/quizzes/basics.md", QUIZ.replace("## How many networks does a GAN have?", "## Who plays?"))
    site.replace("lessons/idea.md", "## The game\n\nThey compete.\n", "")
    assert site.sync().learners == 3


HEADINGS = "---\ntitle: Twins\n---\n\n## Example\n\nOf a generator.\n\n## Example\n\nOf a discriminator.\n"


@pytest.mark.parametrize(
    ("edited", "retired"),
    [
        pytest.param(HEADINGS.replace("## Example\n\nOf a generator.\n\n", ""), 1, id="the first goes"),
        pytest.param(
            "---\ntitle: Twins\n---\n\n## Example\n\nOf a discriminator.\n\n## Example\n\nOf a generator.\n",
            0,
            id="they swap",
        ),
    ],
)
def test_two_headings_alike_do_not_take_each_others_place(site: Site, edited: str, retired: int) -> None:
    site.write(lessons__twins=HEADINGS)
    site.sync()
    before = site.items("section")["lessons/twins.md#example-2"]
    site.write(lessons__twins=edited)
    assert site.sync().retired == retired
    after = site.items("section")["lessons/twins.md#example"]
    assert (after.id, after.retired_at) == (before.id, None)
    assert "discriminator" in after.version.body.source
    site.write(lessons__twins=HEADINGS)
    assert (site.sync().returned, site.items("section")["lessons/twins.md#example-2"].id) == (retired, before.id)


def test_it_writes_down_an_id_that_was_the_key_before_without_any_change(site: Site) -> None:
    before = site.items()[SAYS]
    site.replace("flashcards.md", "discriminator say?\n", f"discriminator say?\n<!-- id: {SAYS} -->\n")
    report = site.sync()
    assert (report.kept, report.edited, report.rematched) == (5, 0, ())
    assert site.items()[SAYS].version_id == before.version_id
