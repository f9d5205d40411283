"""siteprep's own version, read by the build and by ``siteprep --version``."""

__version__ = "0.1.0"
