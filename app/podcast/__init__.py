"""The episode of a path: heard, and read along. Speech is made by the command line only: see `render`."""
