"""A small path with one of everything, as an author writes it."""

PATH = """\
---
title: "Bread, from the start"
tagline: "Flour, water, salt and time."
summary: "Three lessons about what happens in a dough."
authors: [Ines]
license: CC-BY-SA-4.0
language: en
parts:
  - title: Dough
    lessons: [crumb, crust]
---

You have eaten it all your life. Begin with [the overview](overview.md#what).

## Then bake

Nothing here stays in the head that was not in the hands.
"""

OVERVIEW = """\
---
title: "Bread in five minutes"
summary: "The whole loaf on one page."
---

Before the first heading stands a sentence.

## What bread is
<!-- id: what -->

Flour and water, raised by yeast. The [crumb](lessons/crumb.md#holes) holds the air, and so does the
[crust](lessons/crust.md).

## Where it began
<!-- id: began -->

Nobody knows[^1].

[^1]: Somebody forgot a porridge.
"""

CRUMB = """\
---
title: "The crumb"
summary: "Why there are holes in it."
---

## Holes
<!-- id: holes -->

Gas swells them: $pV=nRT$. A strong network of gluten holds it [@baker2001]. See [below](#gluten).

![A slice with large holes.](../figures/slice.svg "Large holes, strong gluten.")

### Gluten
<!-- id: gluten -->

```python
for fold in range(4):
    rest(30)
```

> [!NOTE]
> It is made of two proteins.
"""

CRUST = """\
---
title: "The crust"
summary: "Why it is brown."
---

## Browning
<!-- id: holes -->

Sugar and protein, above 140 °C [@baker2001]. [The crumb](crumb.md#holes) stays pale.
"""

CARDS = """\
---
title: "Dough cards"
---

## What holds the gas in a dough?
<!-- id: card-gas; see: lessons/crumb.md#holes -->

Gluten.

## The rise of a loaf
<!-- id: card-rise; see: lessons/crumb.md#holes -->

Yeast eats ==sugar== and gives off ==carbon dioxide==.

## Brown
<!-- id: card-brown; see: lessons/crust.md#holes; reverse: true -->

The colour of a crust.
"""

QUIZ = """\
---
title: "First loaf"
summary: "What you know about dough."
---

## Why does a dough rise?
<!-- id: quiz-rise; see: lessons/crumb.md#holes -->

1. [x] Gas is caught in it
2. [ ] Water boils in it
   > It would have to be at 100 °C.

> Yeast makes the gas and gluten holds it.

## Crust is brown because it is burnt.
<!-- id: quiz-brown; see: lessons/crumb.md#holes -->

1. [ ] True
   > Burnt is black.
2. [x] False

> Browning begins long before burning.
"""

RESOURCES = """\
---
title: "Reading on"
---

## The long loaf
<!-- id: res-loaf; ref: baker2001; minutes: 90; level: 3; see: lessons/crumb.md#holes -->

Read chapter 2 for its photographs.
"""

REFERENCES = """\
baker2001:
  title: "The long loaf"
  authors: [Ada Baker]
  year: 2001
  venue: "Loaf Press"
  url: "https://example.org/loaf"
"""

GLOSSARY = """\
---
title: "Words"
---

## Yeast
<!-- see: overview.md#what -->

A fungus that eats sugar.

## Éclat

The sound of a good crust.

## 00 flour

Milled very fine.
"""

EPISODE = """\
---
title: "A dough talks back"
summary: "Maya and Theo fold."
voices: {Maya: af_heart, Theo: am_michael}
---

## Waiting

**Maya:** How long do we wait?

**Theo:** Until it is ready.
"""

SLICE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z"/></svg>'

BREAD: dict[str, str | bytes] = {
    "bread/path.md": PATH,
    "bread/overview.md": OVERVIEW,
    "bread/lessons/crumb.md": CRUMB,
    "bread/lessons/crust.md": CRUST,
    "bread/flashcards/dough.md": CARDS,
    "bread/quizzes/first.md": QUIZ,
    "bread/resources.md": RESOURCES,
    "bread/references.yml": REFERENCES,
    "bread/glossary.md": GLOSSARY,
    "bread/podcast/episode.md": EPISODE,
    "bread/figures/slice.svg": SLICE,
}
