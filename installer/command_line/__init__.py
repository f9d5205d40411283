"""UnifiedSetup's command line, pure: read it, judge it, write it in its canonical form, and tell what it would do."""
