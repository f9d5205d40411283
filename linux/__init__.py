"""All input and output with a Linux host: the SSH session, the collector script and the steps of a push."""
