"""The steps of a UnifiedSetup run, as PowerShell scripts and the small Python that reads their answers."""
