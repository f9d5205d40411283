"""The small contracts every other package shares: targets, sessions, evidence, secrets, errors, exit codes."""
