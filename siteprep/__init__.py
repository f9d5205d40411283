"""siteprep prepares hosts for Azure Site Recovery and installs its components on them, unattended.

``siteprep.api`` is what other programs may import; ``python -m siteprep`` is the command.
"""
