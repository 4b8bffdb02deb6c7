"""Who is asking, and how they like to learn."""
