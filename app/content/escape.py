"""Text as an HTML serialiser writes it, so that the last pass finds nothing to change."""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")
