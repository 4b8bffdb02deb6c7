"""TeX to MathML: right, without style attributes, and in plain text."""

from html.parser import HTMLParser

import pytest

from app.content.clean import clean
from app.content.math import BadMath, to_mathml, to_text
from tests.content.files import problems

FORMULAS = [
    r"p(x)=\prod_{t=1}^{T}p(x_t\mid x_{<t})",
    r"\log p_\theta(x)\ge\mathbb{E}_{q_\phi(z\mid x)}[\log p_\theta(x\mid z)]",
    r"-\mathrm{KL}(q_\phi(z\mid x)\,\Vert\,p(z))",
    r"\min_G\max_D\mathbb{E}_{x\sim p_{\rm data}}[\log D(x)]+\mathbb{E}_{z\sim p(z)}[\log(1-D(G(z)))]",
    r"\mathbb{E}\Vert\epsilon-\epsilon_\theta(\sqrt{\bar\alpha_t}x_0+\sqrt{1-\bar\alpha_t}\epsilon,t)\Vert^2",
    r"dx=[f-g^2\nabla_x\log p_t(x)]dt+g\,d\bar w",
    r"\log\lvert\det\partial f_\theta^{-1}(x)/\partial x\rvert",
    r"\begin{aligned}a&=b\\&=c\end{aligned}",
    r"\begin{cases}1&x>0\\0&\text{else}\end{cases}",
    r"\begin{pmatrix}a&b\\c&d\end{pmatrix}",
    r"\begin{array}{c|c}a&b\\\hline c&d\end{array}",
    r"\sum_{\substack{i\\j}}x_{ij}",
    r"\underbrace{a+b}_{c}+\overline{ab}+\widehat{abc}+\hat x+\bar{\mathbf x}",
    r"\text{on time}~\quad\left(\frac12\right)",
    r"\begin{align}a&=b\end{align}",
]


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_formula_needs_no_style_and_passes_the_last_pass_unchanged(tex: str) -> None:
    for is_display in (False, True):
        mathml = to_mathml(tex, is_display=is_display)
        reader = _Attributes()
        reader.feed(mathml)
        assert not reader.names & {"style", "id", "href"}
        assert clean(mathml) == mathml


def test_what_stood_in_styles_stands_in_classes() -> None:
    assert '<mtd class="math-right math-flush-right"><mi>a</mi></mtd>' in to_mathml(r"\begin{aligned}a&=b\end{aligned}")
    assert "math-line-right" in to_mathml(r"\begin{array}{c|c}a&b\end{array}")


def test_a_small_accent_is_not_marked_as_accent_and_a_wide_one_is() -> None:
    assert to_mathml(r"\bar\alpha") == '<math><mover><mi>α</mi><mo stretchy="false">¯</mo></mover></math>'
    assert '<mover accent="true">' in to_mathml(r"\widehat{abc}")
    assert to_mathml(r"\hat{\bar x}").count("accent") == 0


def test_a_brace_is_marked_for_the_style_sheet() -> None:
    assert to_mathml(r"\underbrace{a}_b").startswith('<math class="brace">')
    assert not to_mathml("a").startswith('<math class="brace">')


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"p_\theta(x\mid z)", "p_θ(x | z)"),
        (r"-\log D(G(z))", "−log D(G(z))"),
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"\sqrt{1-\beta_t}", "√(1 − β_t)"),
        (r"\mathcal N(0,I)", "N(0,I)"),
        (r"x_i^2", "x_i^2"),
        (r"\bar\alpha_t", "α_t"),
        (r"\frac{", r"\frac{"),
    ],
)
def test_a_formula_can_be_said_in_plain_text(tex: str, text: str) -> None:
    assert to_text(tex) == text


def test_a_formula_that_cannot_be_read_says_where() -> None:
    with pytest.raises(BadMath) as bad:
        to_mathml(r"a+\nope")
    assert bad.value.offset == 2
    assert problems("Text.\n\nHere $x$ and $a+\\nope$.") == [("math", 3, 17)]
    assert problems("$$\na\n+\\nope\n$$") == [("math", 3, 2)]


def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written() -> None:
    from tests.content.files import read

    parsed = read(r"$\nope<b>$")
    assert parsed.document
    assert parsed.document.html == r'<p><code class="math-error">\nope&lt;b&gt;</code></p>'
