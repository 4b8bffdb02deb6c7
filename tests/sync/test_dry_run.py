"""A dry run tells what would happen to learners, and does nothing."""

from dataclasses import replace

from tests.sync.conftest import DECK, Site


def test_it_tells_the_same_as_the_sync_that_follows_and_writes_nothing(site: Site) -> None:
    site.learn(site.items()["sees"])
    site.learn(site.items("question")["quizzes/basics.md#how-many-networks-does-a-gan-have"])
    site.replace("flashcards.md", "id: sees;", "id: sees; edition: 2;")
    site.replace("flashcards.md", "discriminator say?", "discriminator say there?")
    site.replace("quizzes/basics.md", "## How many networks does a GAN have?", "## Who?")
    site.replace("lessons/idea.md", "They compete.", "They compete, and neither wins.")
    before = site.counts()
    told = site.sync(dry_run=True)
    assert site.counts() == before
    assert site.items()["sees"].version.edition == 1
    assert (told.revision, told.kept, told.edited, told.changed, told.retired) == (2, 2, 1, 1, 1)
    assert (len(told.rematched), told.added, told.learners) == (1, 1, 2)
    assert site.sync() == told


def test_it_tells_of_a_new_path(empty_site: Site) -> None:
    empty_site.put("gans/path.md", "---\ntitle: GANs\n---\n")
    empty_site.put("gans/flashcards.md", DECK)
    told = empty_site.sync(dry_run=True)
    assert (told.outcome, told.revision, told.added) == ("published", 1, 2)
    assert set(empty_site.counts().values()) == {0}


def test_it_tells_of_what_would_be_refused(site: Site) -> None:
    site.write(path="")
    told = site.sync(dry_run=True)
    assert told.outcome == "refused"
    assert replace(site.sync(), problems=()) == replace(told, problems=())
