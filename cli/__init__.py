"""The commands: each file parses its options, calls what does the work, renders the result, gives the exit code."""
