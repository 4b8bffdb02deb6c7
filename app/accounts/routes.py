"""The profile: how a person likes to learn."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from app.accounts.learners import Learner, available_timezones, current_learner, learner_for_write
from app.accounts.preferences import NotAPreference, Preferences, keep_preferences, read_preferences
from app.db import DbSession
from app.models import now
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import NO_STORE, see_other
from app.web.templates import render

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]
NEW_HERE = Preferences(time_zone="", buttons=2, new_per_day=None, has_prompts=True)


@router.get("/profile")
def profile(request: Request, session: DbSession, signed: Signed, saved: str = "") -> Response:
    learner = current_learner(request, session)
    said = _said(learner) if learner else _said(NEW_HERE)
    return _draw(request, signed, said, is_saved=bool(saved) and learner is not None)


@router.post("/profile")
def change(request: Request, form: PostedForm, session: DbSession, signed: Signed) -> Response:
    moment = now()
    said = {name: text_of(form, name) for name in ("time_zone", "buttons", "new_per_day", "prompts")}
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        chosen = read_preferences(form)
    except BadNonce as bad:
        return _draw(request, signed, said, errors={"": str(bad)}, status=422)
    except NotAPreference as wrong:
        return _draw(request, signed, said, errors={wrong.field: str(wrong)}, status=422)
    response = see_other("/profile?saved=1")
    learner = learner_for_write(request, response, session, nonce, moment)
    keep_preferences(session, learner.id, chosen, moment)
    return response


def _said(chosen: Learner | Preferences) -> dict[str, str]:
    """The form as it is filled in for them."""
    return {
        "time_zone": chosen.time_zone,
        "buttons": str(chosen.buttons),
        "new_per_day": "" if chosen.new_per_day is None else str(chosen.new_per_day),
        "prompts": "on" if chosen.has_prompts else "",
    }


def _draw(
    request: Request,
    signed: Nonces,
    said: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    html = render(
        "accounts/profile.html",
        said=said,
        errors=errors or {},
        is_saved=is_saved,
        zones=sorted(available_timezones()),
        usual=request.app.state.settings.new_per_day,
        nonce=signed.issue(None, now()),
    )
    return HTMLResponse(html, status, NO_STORE)
