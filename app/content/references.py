"""Works cited: the list below a lesson, and the short form where there is none."""

import re

from app.content.context import Reading, Reference
from app.content.escape import attribute, escape


def references_html(reading: Reading) -> str:
    """The works cited on this page, in the order of their numbers."""
    if not reading.cited:
        return ""
    entries = "".join(_reference(reading, key, reading.context.references[key]) for key in reading.cited)
    title = attribute(f"references-{reading.slug}")
    return (
        f'<section class="references" aria-labelledby="{title}">\n'
        f'<h2 class="references__title" id="{title}">References</h2>\n'
        f'<ol class="references__list">\n{entries}</ol>\n</section>\n'
    )


def _reference(reading: Reading, key: str, work: Reference) -> str:
    shown = [a for a in work.authors if a != "others"]
    names = ", ".join(shown[:3]) + (" and others" if len(shown) > 3 or "others" in work.authors else "")
    has_year = re.search(r"\b(1\d|20)\d\d\b", work.venue)
    where = escape(work.venue if has_year else f"{work.venue}, {work.year}" if work.venue else str(work.year))
    name = f"arXiv:{work.arxiv}" if work.arxiv else f"doi:{work.doi}" if work.doi else work.url
    link = f' <a href="{attribute(work.address)}" rel="noopener">{escape(name)}</a>' if work.address else ""
    place = attribute(f"ref-{reading.slug}-{key}")
    said = f"{escape(names)}. <cite>{escape(work.title)}</cite>. {where}.{link}"
    return f'<li class="references__entry" id="{place}">{said}</li>\n'


def author_year(work: Reference) -> str:
    """A citation where no list of references follows: on a card, in a question."""
    name = work.authors[0].split()[-1] + (" et al." if len(work.authors) > 2 else "")
    if len(work.authors) == 2:
        name += " et al." if work.authors[1] == "others" else " and " + work.authors[1].split()[-1]
    said = escape(f"{name} {work.year}")
    return f'<a class="cite" href="{attribute(work.address)}" rel="noopener">{said}</a>' if work.address else said
