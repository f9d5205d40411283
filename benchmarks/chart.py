"""A bar chart of seconds: ``python benchmarks/chart.py benchmarks/push_ssh.json docs/performance-push.svg``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

_WIDTH, _LEFT, _ROW, _BAR = 720, 190, 44, 15
_COLOURS = {"cpu": "#2b6cb0", "wall": "#9aa5b1"}
_WORDS = {"cpu": "CPU", "wall": "wall"}


def chart(clients: Mapping[str, Mapping[str, float]], title: str) -> str:
    """Two bars a client, seconds of CPU and on the wall, with the numbers beside them."""
    most = max(cost[part] for cost in clients.values() for part in _COLOURS)
    scale = (_WIDTH - _LEFT - 90) / most
    told = "; ".join(f"{name}: CPU {cost['cpu']:.1f} s, wall {cost['wall']:.1f} s" for name, cost in clients.items())
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {60 + _ROW * len(clients)}" '
        'font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="10" y="24" font-weight="bold">{escape(title)}</text>',
    ]
    for row, (name, cost) in enumerate(clients.items()):
        top = 44 + row * _ROW
        lines.append(f'<text x="{_LEFT - 10}" y="{top + 20}" text-anchor="end">{escape(name)}</text>')
        for number, (part, colour) in enumerate(_COLOURS.items()):
            y, width = top + number * (_BAR + 2), max(cost[part] * scale, 1)
            lines.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>')
            lines.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + 12}">{cost[part]:.1f} s {_WORDS[part]}</text>')
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    found = json.loads(source.read_text(encoding="utf-8"))
    heading = f"{found['mebibytes']} MiB to {found['hosts']} hosts: seconds, less is better"
    target.write_text(chart(found["clients"], heading), encoding="utf-8")
