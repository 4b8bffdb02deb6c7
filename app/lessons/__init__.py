"""What is read: the trail of a path, its lessons, and the whole article on one page."""
