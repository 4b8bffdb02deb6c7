"""What a form sent, as names and their texts."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

Form = Mapping[str, list[str]]


async def read_form(request: Request) -> Form:
    """Every text by its name. Files are left out, and a body that is no form is an empty one: what is missing then is
    said by whoever needs it. Ask for it before the session: a slow sender must not hold the place of a writer."""
    form: dict[str, list[str]] = {}
    try:
        async with request.form() as sent:
            for name, value in sent.multi_items():
                if isinstance(value, str):
                    # PostgreSQL stores no NUL, and nobody types one.
                    form.setdefault(name, []).append(value.replace("\0", ""))
    except HTTPException as error:
        if error.status_code != 400:
            raise
        return {}
    return form


def text_of(form: Form, name: str) -> str:
    """The one text of this name, empty if there is none; of several the first."""
    return next(iter(form.get(name, ())), "")


PostedForm = Annotated[Form, Depends(read_form)]
