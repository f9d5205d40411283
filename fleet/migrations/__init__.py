"""The journal's tables over time: Alembic's revisions, applied when a journal is opened."""

HEAD = "0003"
"""The newest revision; a test holds it against the scripts."""
