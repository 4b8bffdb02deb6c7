"""A small path laid by hand: two lessons, a deck, a quiz with a question of every kind."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.content.documents import (
    AnyBody,
    CardBody,
    ClozeBody,
    MatchingBody,
    MultipleBody,
    NumericBody,
    Option,
    OrderingBody,
    Pair,
    Question,
    SectionBody,
    SingleBody,
    TextBody,
    TrueFalseBody,
    digest_of,
)
from app.models import Item, ItemVersion, Page, Path, Revision, Sight

# Words that only what must be recalled is made of: no form may send them.
SECRET = "Zedoary"


def option(key: str, text: str, *, right: bool = False, reason: str = "") -> Option:
    return Option(
        key=f"key{key}",
        html=f"<p>{text}</p>",
        text=text,
        is_right=right,
        reason_html=f"<p>{reason}</p>" if reason else "",
    )


def _asked(heading: str, **more: object) -> dict[str, object]:
    return {
        "heading": heading,
        "source": f"{SECRET} source",
        "stem_html": f"<p>{heading}</p>",
        "explanation_html": f"<p>{SECRET} because of {heading}</p>",
        **more,
    }


SINGLE = SingleBody.model_validate(
    _asked(
        "What does the discriminator say?",
        hint_html="<p>Think of a judge.</p>",
        options=(
            option("a", "Whether it is real", right=True),
            option("b", "How likely it is", reason=f"{SECRET} likely"),
            option("c", "What it shows", reason=f"{SECRET} shows"),
        ),
    )
)
TRUE_FALSE = TrueFalseBody.model_validate(
    _asked(
        "A GAN has a likelihood.",
        options=(option("t", "True", reason=f"{SECRET} true"), option("f", "False", right=True)),
    )
)
MULTIPLE = MultipleBody.model_validate(
    _asked(
        "Which have an exact likelihood?",
        options=(
            option("a", "Flows", right=True),
            option("b", "Autoregressive models", right=True),
            option("c", "GANs", reason=f"{SECRET} gans"),
            option("d", "VAEs", reason=f"{SECRET} vaes"),
        ),
    )
)
ORDERING = OrderingBody.model_validate(
    _asked(
        "Order the years.",
        options=tuple(option(k, t) for k, t in (("p", "VAE"), ("q", "GAN"), ("r", "DDPM"), ("s", "Glow"))),
    )
)
MATCHING = MatchingBody.model_validate(
    _asked(
        "What does each optimise?",
        left_title="Family",
        right_title="Objective",
        pairs=(
            Pair(left=option("1", "VAE"), right=option("x", "a bound")),
            Pair(left=option("2", "Flow"), right=option("y", "the likelihood")),
            Pair(left=option("3", "GAN"), right=option("z", "a game")),
        ),
        decoys=(option("w", "nothing"),),
    )
)
NUMERIC = NumericBody.model_validate(_asked("Perplexity of 1/8?", value=8.0, tolerance=0.01, written=f"8 {SECRET}"))
TEXT = TextBody.model_validate(_asked("Which trick?", accepted=(f"{SECRET}", "reparameterization")))
CLOZE = ClozeBody.model_validate(
    _asked(
        "Fill in",
        stem_html=(
            '<p>A VAE maximises the <span class="gap" data-gap="0"></span>, '
            'below the <span class="gap" data-gap="1"></span>.</p>'
        ),
        gaps=((f"{SECRET}", "ELBO"), ("likelihood",)),
        solved_html=f"<p>A VAE maximises the <mark>{SECRET}</mark>, below the <mark>likelihood</mark>.</p>",
    )
)
QUESTIONS: dict[str, Question] = {
    "single": SINGLE,
    "true-false": TRUE_FALSE,
    "multiple": MULTIPLE,
    "ordering": ORDERING,
    "matching": MATCHING,
    "numeric": NUMERIC,
    "text": TEXT,
    "cloze": CLOZE,
}
SECTIONS = ("game", "objective", "collapse")


def card(n: int) -> CardBody:
    return CardBody(
        heading=f"Front {n}",
        source="",
        front_html=f"<p>Front {n}</p>",
        back_html=f"<p>{SECRET} back {n}</p>",
        hint_html=f"<p>Hint {n}</p>",
        back_text=f"{SECRET} back {n}",
    )


@dataclass(frozen=True)
class Laid:
    """Public ids of what was laid: questions by kind, cards and sections in order."""

    path_id: int
    questions: dict[str, str]
    cards: list[str]
    sections: list[str]
    lesson: str = "gan"
    slug: str = "generative-ai"


def lay_path(session: Session, *, slug: str = "generative-ai", cards: int = 5, new: bool = True) -> Laid:
    path = Path(key=slug, slug=slug, title=f"Path {slug}")
    session.add(path)
    session.flush()
    revision = Revision(path_id=path.id, number=3, digest="0" * 64, renderer="test", manifest={})
    session.add(revision)
    session.flush()
    path.revision_id = revision.id
    front: dict[str, object] = {"tagline": "", "summary": "", "license": "CC0-1.0", "language": "en", "authors": []}
    lay_page(session, path, "path", "path", 0, "Path", front=front)
    lesson = lay_page(session, path, "lesson", "gan", 1, "Adversaries", sections=SECTIONS)
    deck = lay_page(session, path, "deck", "flashcards", 2, "Core cards")
    quiz = lay_page(session, path, "quiz", "core", 3, "The core ideas")
    sections = [
        lay_item(session, lesson, "section", name, n, SectionBody(heading=f"The {name}", source="", level=2))
        for n, name in enumerate(SECTIONS)
    ]
    questions = {
        kind: lay_item(session, quiz, "question", kind, n, body, sees=[sections[n % 2]])
        for n, (kind, body) in enumerate(QUESTIONS.items())
    }
    faces = [lay_item(session, deck, "card", f"card{n}", n, card(n), sees=[sections[n % 3]]) for n in range(cards)]
    return Laid(
        path.id,
        {kind: item.public_id for kind, item in questions.items()},
        [item.public_id for item in faces],
        [item.public_id for item in sections],
        slug=slug,
    )


def lay_item(
    session: Session, page: Page, kind: str, key: str, position: int, body: AnyBody, sees: list[Item] | None = None
) -> Item:
    item = Item(
        path_id=page.path_id,
        kind=kind,
        key=f"{page.file}#{key}",
        page_id=page.id,
        position=position,
        line=position + 1,
        tags=[],
    )
    session.add(item)
    session.flush()
    version = add_version(session, item, body)
    item.version_id = version.id
    for n, section in enumerate(sees or ()):
        session.add(Sight(item_id=item.id, section_id=section.id, position=n))
    session.flush()
    return item


def add_version(session: Session, item: Item, body: AnyBody, edition: int = 1) -> ItemVersion:
    digest = digest_of(body.heading, f"{body.source}{edition}{body.model_dump_json()}")
    version = ItemVersion(item_id=item.id, digest=digest, edition=edition, body=body)
    session.add(version)
    session.flush()
    return version


def retire(session: Session, public_id: str) -> None:
    item = session.query(Item).filter_by(public_id=public_id).one()
    item.retired_at = datetime.now(UTC)


def lay_page(
    session: Session,
    path: Path,
    kind: str,
    slug: str,
    position: int,
    title: str,
    *,
    sections: tuple[str, ...] = (),
    front: dict[str, object] | None = None,
) -> Page:
    page = Page(
        path_id=path.id,
        kind=kind,
        key=f"{slug}.md",
        slug=slug,
        file=f"{slug}.md",
        position=position,
        title=title,
        summary="",
        html="",
        sections=[
            {
                "anchor": name,
                "level": 2,
                "heading": f"The {name}",
                "heading_html": f"The {name}",
                "html": f"<p>About {name}.</p>",
                "words": 100,
                "key": f"{slug}.md#{name}",
                "aliases": [],
                "see": [],
            }
            for name in sections
        ],
        tail_html="",
        words=300,
        has_math=False,
        front=front or {},
        digest="0" * 64,
    )
    session.add(page)
    session.flush()
    return page
