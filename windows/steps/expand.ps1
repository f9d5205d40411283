# A text with its %names% expanded. Variables: TEXT.
[Environment]::ExpandEnvironmentVariables($TEXT)
