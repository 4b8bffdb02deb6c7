"""Cards of a deck: heading in front, body behind; ==gaps== make cloze cards, reverse a second card."""

from markdown_it.token import Token

from app.content.context import Reading, slugify
from app.content.documents import CardBody, Item, Passage
from app.content.lint import check_placeholder
from app.content.markdown import Block, Markdown, render
from app.content.passages import passage, read_aloud
from app.content.pieces import Piece, item
from app.content.rendering import plain, plain_text

KEYS = frozenset({"id", "level", "tags", "see", "edition", "reverse"})


def read_cards(reading: Reading, markdown: Markdown, piece: Piece, key: str) -> list[Item]:
    """All cards of one `##`: one, or two with a reverse, or one for each hidden text."""
    hints = [b for b in piece.blocks if is_hint(b)]
    body = [b for b in piece.blocks if not is_hint(b) and b.kind != "comment"]
    if len(hints) > 1:
        reading.error("card-hint", "a card has one hint; join these", hints[1].line)
    if piece.has_gap:
        reading.error("card-gap", "a gap cannot stand in the heading, which is shown; write it in the body", piece.line)
    if not body:
        reading.error("card-back", "this card has no back; write the answer below the heading", piece.line)
        return []
    tokens = [token for block in body for token in block.tokens]
    back_text = plain_text(tokens)
    check_placeholder(reading, back_text, body[0].line, "the back of this card")
    hint_html = render(hint_tokens(hints[0]), markdown.env) if hints else ""
    names = _name_gaps(reading, body)
    front = f"<p>{piece.heading_html}</p>"

    def card(suffix: str, front_html: str, back_html: str, text: str) -> Item:
        body = CardBody(
            heading=piece.heading,
            source=piece.source(reading),
            front_html=front_html,
            back_html=back_html,
            hint_html=hint_html,
            back_text=text,
        )
        return item(reading, piece, key, body, suffix)

    if names:
        if piece.meta.reverse:
            reading.error("card-reverse", "a card with gaps has no reverse; take one of them out", piece.line + 1)
        prompt = f'<p class="card__prompt">{piece.heading_html}</p>\n'
        return [
            card(
                f"~{name}",
                prompt + render(tokens, markdown.env, gaps=("front", name)),
                render(tokens, markdown.env, gaps=("back", name)),
                hidden,
            )
            for name, hidden in names.items()
        ]
    back_html = render(tokens, markdown.env)
    cards = [card("", front, back_html, back_text)]
    if piece.meta.reverse:
        cards.append(card("~reverse", back_html, front, piece.heading))
    return cards


def card_passage(piece: Piece, cards: list[Item]) -> list[Passage]:
    """What search finds of a card: its heading, and the sentence around its gaps. Nothing of a back, which is the
    answer; and so nothing of the reverse's front, nor of a face that says what another one hides."""
    if not cards:
        return []
    body = [b for b in piece.blocks if not is_hint(b) and b.kind != "comment"]
    has_gaps = any(child.type == "gap_open" for b in body for token in b.tokens for child in token.children or ())
    said = read_aloud([token for block in body for token in block.tokens], hides_gaps=True) if has_gaps else ""
    return [passage("card", piece.heading, said, key=cards[0].key)]


def is_hint(block: Block) -> bool:
    return block.kind == "alert" and block.tokens[0].meta.get("kind") == "TIP"


def hint_tokens(block: Block) -> list[Token]:
    """What a hint says, without its frame and title."""
    return block.tokens[4:-1]


def _name_gaps(reading: Reading, body: list[Block]) -> dict[str, str]:
    """The hidden texts by name, which is their slug; the same text twice is one gap, hidden in both places."""
    names: dict[str, str] = {}
    for block in body:
        for token in block.tokens:
            children = token.children or []
            for i, child in enumerate(children):
                if child.type != "gap_open":
                    continue
                hidden = inside(children, i, keeps_tex=True)
                name = slugify(hidden) or "gap"
                child.meta["name"] = name
                if names.setdefault(name, hidden) != hidden or name == "reverse":
                    spot = reading.find(child.content, block.line, block.last_line)
                    reading.error(
                        "card-gap-name",
                        f'the gap "{hidden}" would be called {name}, as another card is; hide some more words with it',
                        spot,
                    )
    return names


def inside(children: list[Token], opened: int, *, keeps_tex: bool = False) -> str:
    """The words of the gap that opens at `opened`."""
    end = next(i for i in range(opened, len(children)) if children[i].type == "gap_close")
    return " ".join(plain(children[opened + 1 : end], keeps_tex=keeps_tex).split())
