"""The app as `cairn serve` runs it, for uvicorn's --factory."""

from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings


def create() -> FastAPI:
    return create_app(Settings())
