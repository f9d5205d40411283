"""``python -m cli``: siteprep without its console script."""

from cli.entry import siteprep

if __name__ == "__main__":
    siteprep()
