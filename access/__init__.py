"""Input and output that both platforms share: the local session, media folders, packaged data."""
