"""The last pass over rendered HTML: an allow-list that changes nothing in honest content."""

import nh3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAGS = _words(
    """
    a abbr aside blockquote br button cite code copy-code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr
    img input li mark ol p pre s section span strong sub sup svg table tbody td term-tip th thead tr ul use
    """
)
_MATH = _words(
    """
    math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    """
)
_MATH_ATTRIBUTES = _words(
    """
    accent accentunder arg columnalign columnspacing columnspan depth display displaystyle fence form height intent
    largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rowspacing rowspan rspace
    scriptlevel separator stretchy symmetric voffset width
    """
)
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": _words("class id role tabindex aria-label aria-hidden aria-describedby aria-labelledby aria-live data-line"),
    "a": frozenset({"href", "rel"}),
    "button": frozenset({"hidden"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "decoding"}),
    "input": frozenset({"disabled", "checked"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"data-gap", "data-done"}),
    "th": frozenset({"scope"}),
    **dict.fromkeys(_MATH, _MATH_ATTRIBUTES),
}
# These may only have the values that our own rendering gives them.
_VALUES: dict[str, dict[str, frozenset[str]]] = {
    "button": {"type": frozenset({"button"})},
    "input": {"type": frozenset({"checkbox"})},
    "use": {"href": frozenset({"/static/icons.svg#copy"})},
}

_cleaner = nh3.Cleaner(
    tags=_TAGS | _MATH,
    attributes=_ATTRIBUTES,
    tag_attribute_values=_VALUES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def clean(html: str) -> str:
    return _cleaner.clean(html)
