"""Cairn: a folder of Markdown becomes a place to read, listen, recall and prove what you know."""

__version__ = "0.1.0"
