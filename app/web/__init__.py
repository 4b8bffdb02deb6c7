"""HTML over HTTP: templates, public pages, headers, refusals. It knows nothing of paths or learners."""
