"""The mobility agent on a Windows host: bringing its package there, and running its programs."""
