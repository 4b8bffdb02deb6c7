"""What stands in a new file: enough to be checked without an error, and to show what is written where. Pure."""

import json

_FRONT = "---\ntitle: {title}\nsummary: {summary}\n---\n\n"
_BODIES = {
    "lesson": """Say in a sentence or two what this lesson is about.

## First section

Write here. A heading with two # begins a section; cards and questions see it.
""",
    "deck": """## What is asked on the front?

What has to be recalled stands on the back.
""",
    "quiz": """## Which of these is right?

1. [x] The right answer
2. [ ] A wrong answer
   > Why it is wrong.

> Why the right answer is right.
""",
}
_SUMMARIES = {
    "lesson": "What a reader can do after it.",
    "deck": "What these cards ask.",
    "quiz": "What these questions ask.",
}


def stub_of(kind: str, title: str) -> str:
    """`kind` is lesson, deck or quiz."""
    # A JSON string is a quoted YAML one, whatever is in it.
    front = _FRONT.format(title=json.dumps(title, ensure_ascii=False), summary=json.dumps(_SUMMARIES[kind]))
    return front + _BODIES[kind]
