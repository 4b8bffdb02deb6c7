"""Markdown as lessons show it: the markup and class names of the style sheet."""

# ruff: noqa: E501 (the HTML expected is easier to compare in one line)

import pytest

from app.content.context import Reading
from app.content.markdown import draw, tokenize
from tests.content.files import CONTEXT, document, html, problems, read


def drawn(text: str) -> str:
    """The HTML of a text before the last pass."""
    reading = Reading(text, "lessons/a.md", "lesson", CONTEXT)
    markdown = tokenize(reading, text)
    return draw([token for block in markdown.blocks for token in block.tokens], markdown.env).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A *b* **c** ~~d~~ `e`", "<p>A <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>"),
        ('He said "no" & left\u00a0us', "<p>He said “no” &amp; left&nbsp;us</p>"),
        (
            'Where "$x$" is ($y$), *"so"*.',
            (
                '<p>Where <span class="nobr">“<math><mi>x</mi></math>”</span> is '
                '<span class="nobr">(<math><mi>y</mi></math>),</span> <em>“so”</em>.</p>'
            ),
        ),
        ('`"a"` stays', '<p><code>"a"</code> stays</p>'),
        ("a ==mark== b", "<p>a <mark>mark</mark> b</p>"),
        ("one\\\ntwo", "<p>one<br>\ntwo</p>"),
        ("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>"),
        (
            "- [x] a\n- [ ] b",
            '<ul class="contains-task-list">\n<li class="task-list-item"><input class="task-list-item-checkbox" type="checkbox" '
            'disabled="" checked="" aria-label="Done"> a</li>\n<li class="task-list-item"><input class="task-list-item-checkbox" '
            'type="checkbox" disabled="" aria-label="To do"> b</li>\n</ul>',
        ),
        (
            "> [!NOTE]\n> Text",
            '<aside class="alert alert--note">\n<p class="alert__title">Note</p>\n<p>Text</p>\n</aside>',
        ),
        ("> Quote", "<blockquote>\n<p>Quote</p>\n</blockquote>"),
        (
            "$$\nx\n$$",
            '<div class="formula" tabindex="0" role="group" aria-label="Formula"><math display="block"><mi>x</mi></math></div>',
        ),
        ("a $x$ b", "<p>a <math><mi>x</mi></math> b</p>"),
        ("costs $5 and $6", "<p>costs $5 and $6</p>"),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            '<div class="table" role="region" aria-label="Table: a, b" tabindex="0"><table>\n<thead>\n<tr>\n<th scope="col">a</th>\n'
            '<th scope="col" class="cell--right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td class="cell--right">2</td>\n'
            "</tr>\n</tbody>\n</table></div>",
        ),
        (
            "[out](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">out</a></p>',
        ),
        ("<ines@example.org>", '<p><a href="mailto:ines@example.org">ines@example.org</a></p>'),
        ("a <!-- gone --> b", "<p>a  b</p>"),
        ("<!-- gone\n\nwith it -->\n\nb", "<p>b</p>"),
        ("`<!-- kept -->`", "<p><code>&lt;!-- kept --&gt;</code></p>"),
        (
            "![A game](../figures/game.svg)",
            f'<p><img src="/paths/p/media/{"ab" * 8}/figures/game.svg" alt="A game" width="720" height="400" loading="lazy" '
            'decoding="async"></p>',
        ),
        (
            '![A game](../figures/game.svg "Two *play* with $x$.")',
            f'<figure class="figure"><img src="/paths/p/media/{"ab" * 8}/figures/game.svg" alt="A game" width="720" height="400" '
            'loading="lazy" decoding="async"><figcaption>Two <em>play</em> with '
            '<span class="nobr"><math><mi>x</mi></math>.</span></figcaption></figure>',
        ),
    ],
)
def test_it_draws(text: str, expected: str) -> None:
    assert document(text).html == expected
    assert drawn(text) == expected, "the last pass had something to change"


@pytest.mark.parametrize(
    ("file", "link", "address"),
    [
        ("lessons/a.md", "b.md", "/paths/p/lessons/b"),
        ("lessons/a.md", "b.md#x", "/paths/p/lessons/b#x"),
        ("lessons/a.md", "#x", "/paths/p/lessons/a#x"),
        ("overview.md", "lessons/b.md#x", "/paths/p/lessons/b#x"),
        ("lessons/a.md", "../overview.md", "/paths/p/lessons/overview"),
        ("lessons/a.md", "../glossary.md#elbo", "/paths/p/glossary#elbo"),
        ("lessons/a.md", "../resources.md", "/paths/p/resources"),
        ("lessons/a.md", "../flashcards/c.md", "/paths/p/flashcards"),
        ("lessons/a.md", "../quizzes/q.md", "/paths/p/quizzes/q"),
        ("lessons/a.md", "../podcast/e.md", "/paths/p/podcast"),
        ("lessons/a.md", "../path.md", "/paths/p"),
        ("lessons/a.md", "../figures/photo.png", f"/paths/p/media/{'cd' * 8}/figures/photo.png"),
    ],
)
def test_a_relative_link_leads_to_the_page_of_its_file(file: str, link: str, address: str) -> None:
    assert f'<a href="{address}">x</a>' in html(f"[x]({link})", file)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "/progress",
        "ftp://x",
    ],
)
def test_a_link_of_another_kind_is_an_error_and_its_text_remains(link: str) -> None:
    assert problems(f"See [this]({link}) now.") == [("link-address", 1, 10)]


def test_the_second_of_two_equal_bad_links_is_reported_in_its_own_place() -> None:
    assert problems("[a](/x) and\n[b](/x)") == [("link-address", 1, 3), ("link-address", 2, 3)]


def test_an_endless_address_is_refused() -> None:
    assert problems(f"[x](https://example.org/{'y' * 2000})") == [("link-address", 1, 3)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("![](../figures/game.svg)", "figure-alt"),
        ("![a](../figures/none.svg)", "figure-missing"),
        ("![a](https://example.org/x.png)", "figure-address"),
        ("![a](../lessons/b.md)", "figure-address"),
        ("[a](../../../etc/passwd)", "dead-link"),
        ("[a](../references.yml)", "dead-link"),
        ("[@nobody1999]", "cite-unknown"),
        ("text[^1]", "footnote"),
        ("text\n\n[^1]: unused", "footnote"),
        ("> " * 20 + "deep", "nesting"),
        ("```python\nprint(1)\n\n## Lost", "code"),
        ("> ```\n> x\n\nText", "code"),
        ("- ```\n  x\n\nText", "code"),
        ("```", "code"),
        ("a <!-- b", "comment"),
        ("<!-- a\n\nb", "comment"),
        ("$$\nx\n\ny", "math"),
        ("##Heading", "heading-space"),
        ("> [!TIP] Think.", "alert"),
        ("> [!HINT]\n> Think.", "alert"),
    ],
)
def test_what_cannot_be_shown_is_reported(text: str, rule: str) -> None:
    assert [r for r, _, _ in problems(text)] == [rule]


@pytest.mark.parametrize(
    "text", ["```\na\n```", "> ```\n> a\n> ```", "- ```\n  a\n  ```", "~~~~\n```\n~~~~", "#hashtag", "a $5"]
)
def test_what_is_whole_is_not_reported(text: str) -> None:
    assert problems(text) == []


def test_code_has_its_language_and_a_copy_button() -> None:
    shown = document('```python\nprint("<hi>")\n```').html
    assert '<span class="code__language">Python</span>' in shown
    assert '<copy-code class="code__copy"><button class="button button--bare" type="button" hidden="">' in shown
    assert (
        '<pre class="code__body" tabindex="0" role="group" aria-label="Python code"><code><span class="nb">print</span>'
        in shown
    )
    assert '<span class="s2">"&lt;hi&gt;"</span>' in shown
    assert drawn('```python\nprint("<hi>")\n```') == shown


def test_code_of_no_known_language_is_shown_plain() -> None:
    assert "<code>a &lt; b</code>" in document("```klingon\na < b\n```").html
    assert '<span class="code__language"></span>' in document("```text\nout\n```").html


def test_a_term_is_marked_where_it_first_stands_in_the_text() -> None:
    drawn = html("## ELBO first\n\n`ELBO` [ELBO](b.md) $ELBO$ ELBOW the ELBOs, ELBO and an Evidence Lower Bound.\n")
    assert drawn.count("<term-tip") == 1
    assert (
        '<term-tip class="term"><a class="term__link" href="/paths/p/glossary#elbo" aria-describedby="tip-a-elbo">ELBOs</a>'
        '<span class="term__tip" role="tooltip" id="tip-a-elbo">A bound from below.</span></term-tip>' in drawn
    )


def test_an_abbreviation_is_a_term_only_as_it_is_written_other_words_in_any_case() -> None:
    assert "<term-tip" not in html("an elbo")
    assert "<term-tip" in html("the Evidence lower bound")


def test_terms_are_marked_in_lessons_only() -> None:
    assert "<term-tip" not in html("## ELBO\n\nThe ELBO.\n", "glossary.md")


def test_a_citation_has_a_number_and_its_work_stands_below() -> None:
    drawn = html("GANs [@goodfellow2014] again [@goodfellow2014; @goodfellow2014].")
    assert '<a class="cite" href="#ref-a-goodfellow2014">[1]</a>' in drawn
    assert (
        '<li class="references__entry" id="ref-a-goodfellow2014">Ian Goodfellow, Jean Pouget-Abadie and others. '
        '<cite>Generative Adversarial Nets</cite>. 2014. <a href="https://arxiv.org/abs/1406.2661" rel="noopener">arXiv:1406.2661</a></li>'
        in drawn
    )


def test_on_a_card_a_citation_names_author_and_year() -> None:
    item = document("## C\n\nSaid [@goodfellow2014].\n", "flashcards/c.md").items[0]
    assert ">Goodfellow et al. 2014</a>" in str(item.body)


def test_footnotes_stand_below_the_last_section_and_lead_back() -> None:
    read_in = document("## One\n\nText[^n] and[^n].\n\n[^n]: The *note*.\n\n## Two\n\nMore.\n")
    assert '<sup class="footnote-ref"><a href="#fn-a-1" id="fnref-a-1">1</a></sup>' in read_in.sections[0].html
    assert '<li class="footnote-item" id="fn-a-1"><p>The <em>note</em>.' in read_in.tail_html
    assert 'href="#fnref-a-1-2"' in read_in.tail_html


def test_sections_are_cut_at_every_heading_and_carry_their_anchor() -> None:
    read_in = document("Before.\n\n## One & *two*\n\nText.\n\n### Deeper\n<!-- id: deep -->\n\nMore words here.\n")
    assert read_in.html == "<p>Before.</p>"
    assert [(s.anchor, s.level, s.heading, s.heading_html, s.key) for s in read_in.sections] == [
        ("one--two", 2, "One & two", "One &amp; <em>two</em>", "lessons/a.md#one--two"),
        ("deep", 3, "Deeper", "Deeper", "lessons/a.md#deep"),
    ]
    assert [s.html for s in read_in.sections] == ["<p>Text.</p>", "<p>More words here.</p>"]
    assert [(i.kind, i.key, i.has_id, i.line) for i in read_in.items] == [
        ("section", "lessons/a.md#one--two", False, 6),
        ("section", "lessons/a.md#deep", True, 10),
    ]
    assert read_in.words == 5


def test_a_heading_that_skips_a_level_is_reported() -> None:
    assert problems("## One\n\na\n\n#### Two\n\nb\n\n## Three\n\nc\n") == [("heading-jump", 5, 1)]


def test_a_link_out_of_the_path_says_so() -> None:
    (found,) = read("[x](../../q/path.md)").problems
    assert "leads out of the path" in found.message


def test_a_term_is_explained_by_its_first_sentence_and_more_only_while_it_is_short() -> None:
    long = "An evidence lower bound is never above the log-likelihood of the data. More."
    terms = read(f"## ELBO\n\nA bound. It lies below. Then more, and more.\n\n## GAN\n\n{long}\n", "glossary.md").terms
    assert [t.tip for t in terms] == ["A bound. It lies below. Then more, and more.", long.removesuffix(" More.")]


def test_the_title_may_be_a_heading_of_level_one_and_is_not_drawn_again() -> None:
    read_in = document("---\nsummary: s\n---\n# The *title*\n\nText.\n")
    assert (read_in.title, read_in.html) == ("The title", "<p>Text.</p>")
    assert problems("# Another\n") == [("heading-title", 1, 1)]


def test_a_document_says_whether_it_has_math() -> None:
    assert document("$x$").has_math
    assert not document("x").has_math


def test_a_heading_cell_that_says_nothing_is_a_plain_cell() -> None:
    table = drawn("| | a |\n|---|---|\n| b | c |")
    assert '<tr>\n<td></td>\n<th scope="col">a</th>\n</tr>' in table
