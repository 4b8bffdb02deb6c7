"""Drafts: files of a path as its instructors would have them, laid over the folder that learners have."""

import hashlib
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.load import Files, read_folder
from app.models import Draft
from app.models import Path as PathRow
from app.studio.folders import folder_of


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def drafts_of(session: Session, path: PathRow) -> dict[str, Draft]:
    """The drafts of a path by their files."""
    found = session.scalars(select(Draft).where(Draft.path_id == path.id).order_by(Draft.file))
    return {draft.file: draft for draft in found}


def overlaid(session: Session, path: PathRow, content_dir: Path) -> Files:
    """The folder of a path with its drafts on top: what publishing would make of it. Nothing is written."""
    return lay_over(read_folder(folder_of(path, content_dir)), drafts_of(session, path))


def lay_over(folder: Files, drafts: dict[str, Draft]) -> Files:
    contents = {file: content for file, content in folder.contents.items() if file not in drafts}
    contents |= {file: draft.content for file, draft in drafts.items() if draft.content is not None}
    manifest = {file: digest for file, digest in folder.manifest.items() if file not in drafts}
    manifest |= {file: digest_of(draft.content) for file, draft in drafts.items() if draft.content is not None}
    problems = [problem for problem in folder.problems if problem.file not in drafts]
    return Files(dict(sorted(contents.items())), dict(sorted(manifest.items())), problems)
