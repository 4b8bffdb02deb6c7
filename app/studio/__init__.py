"""Pages for those who teach and those who run the server."""
