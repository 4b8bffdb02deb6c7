"""Questions: asked, graded, explained."""
