"""The answer files that the installers read: what is in them, and whether it will be accepted. Pure."""
