"""HTTP: the engine behind FastAPI, and the page that documents it."""
