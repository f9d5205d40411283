"""The steps of a push, as sh scripts and the small Python that reads their answers."""
