"""Pages that draw on many rooms: the library, the landing page of a path, and what machines ask for."""
