"""Where and when: inventory, secrets, the run over all hosts, its journal and its events."""
