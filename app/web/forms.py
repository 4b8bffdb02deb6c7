"""What a form sent, as names and their texts."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

Form = Mapping[str, list[str]]
# Every browser writes the forms of our pages in these letters. Of others Starlette would believe the sender, and some,
# as UTF-7, make half a character, which can be neither kept nor shown.
LETTERS = (b"", b"utf-8")


async def read_form(request: Request) -> Form:
    """Every text by its name. Files are left out, and a body that is no form is an empty one: what is missing then is
    said by whoever needs it. Ask for it before the session: a slow sender must not hold the place of a writer."""
    form: dict[str, list[str]] = {}
    try:
        async with sent_form(request) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, str):
                    # PostgreSQL stores no NUL, and nobody types one.
                    form.setdefault(name, []).append(value.replace("\0", ""))
    except HTTPException as error:
        if error.status_code != 400:
            raise
        return {}
    return form


@asynccontextmanager
async def sent_form(request: Request) -> AsyncIterator[FormData]:
    """What was sent, its files too. Raises HTTPException where it cannot be read."""
    _, says = parse_options_header(request.headers.get("content-type", ""))
    if says.get(b"charset", b"").lower() not in LETTERS:
        raise HTTPException(400)
    async with request.form() as sent:
        yield sent


def text_of(form: Form, name: str) -> str:
    """The one text of this name, empty if there is none; of several the first."""
    return next(iter(form.get(name, ())), "")


PostedForm = Annotated[Form, Depends(read_form)]
