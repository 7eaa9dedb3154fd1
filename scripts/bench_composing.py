#!/usr/bin/env python3
"""Measures how fast acknowledgements are written: rendering and composing on one thread, nothing sent. A part of
scripts/bench; run that.

Every shipped template in turn, in both languages, for all priorities and departments, in answer to a header with encoded
words: parsed, filled in, encoded, folded, as `mailroom run` does before it submits a letter.
"""

import json
import os
import platform
import subprocess

from bench_rules import spread

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAILROOM = os.path.join(ROOT, ".build/release/mailroom")


def measure(rounds, letters=50_000):
    """The table of written letters."""
    rates, size = [], 0
    for _ in range(rounds):
        run = subprocess.run(
            [MAILROOM, "template", "measure", "--letters", str(letters), "--config", os.path.join(ROOT, "config/mailroom.yaml")],
            check=True, stdout=subprocess.PIPE, text=True)
        facts = json.loads(run.stdout)
        rates.append(facts["letters"] / facts["microseconds"] * 1e6)
        size = facts["octets"] / facts["letters"]
    return f"""| acknowledgements rendered and composed, one core | letters a second | µs a letter |
|---|---|---|
| the shipped templates in turn, text and HTML, {size:,.0f} octets each | {spread(rates)} | {spread([1e6 / rate for rate in rates], '{:.0f}')} |

Median (lowest to highest) of {rounds} rounds of {letters:,} letters; {platform.machine()}.
"""


if __name__ == "__main__":
    print(measure(5))
