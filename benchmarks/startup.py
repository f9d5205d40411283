"""How long siteprep takes to say its version and its help, beside a bare Python, in one run.

python benchmarks/startup.py [--runs N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path


def median_ms(command: list[str], runs: int) -> float:
    """The median of a command's wall time over several runs, in milliseconds; one unmeasured run first."""
    times = []
    for number in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        if number:
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print each command's time and its ratio to a bare Python."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    siteprep = str(Path(sys.executable).with_name("siteprep"))
    bare = median_ms([sys.executable, "-c", "pass"], runs)
    print(f"{'command':24} {'median ms':>9} {'x bare':>7}")
    print(f"{'python -c pass':24} {bare:9.0f} {1:7.1f}")
    for option in ("--version", "--help"):
        spent = median_ms([siteprep, option], runs)
        print(f"{'siteprep ' + option:24} {spent:9.0f} {spent / bare:7.1f}")


if __name__ == "__main__":
    main()
