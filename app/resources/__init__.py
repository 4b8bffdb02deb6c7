"""What stands around the lessons: the sources to read on, and the words explained."""
