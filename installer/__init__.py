"""The installers' own language, pure: command lines, answer files, media, package choice and what exit codes mean."""
