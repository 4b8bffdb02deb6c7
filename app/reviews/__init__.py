"""Cards: flipped, rated, and back when they are about to be forgotten."""
