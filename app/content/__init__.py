"""The content engine: from a folder of Markdown to a typed catalogue, and every problem on the way."""
