#!/usr/bin/env python3
"""How long one step of a full queue takes in the journal, nothing sent. A part of scripts/bench; run that.

A step is all that is written between two acknowledgements: the one before is settled, the rate windows of the host and of the
recipient are asked, the next one in the order of the queue is claimed, and its hand-over is noted. The journal is as
durable as that of `mailroom run`, on the disk of the working folder; beside it, how long that disk takes to keep one
page that is written behind another.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time

from bench_rules import spread

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAILROOM = os.path.join(ROOT, ".build/release/mailroom")


def steps(folder, waiting, count):
    """Milliseconds of each step, sorted."""
    run = subprocess.run(
        [MAILROOM, "queue", "measure", "--waiting", str(waiting), "--steps", str(count), folder],
        check=True, stdout=subprocess.PIPE, text=True)
    return sorted(int(text) / 1000 for text in json.loads(run.stdout)["microseconds"].split())


def disk(folder, count):
    """Milliseconds until one page of a file is on the disk, sorted."""
    found = []
    with open(os.path.join(folder, "page"), "wb", buffering=0) as file:
        for _ in range(count):
            begin = time.perf_counter()
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            found.append((time.perf_counter() - begin) * 1000)
    return sorted(found)


def measure(rounds, count=1_000):
    """The table of steps."""
    kinds = [("an empty queue but for those taken", count + 1), ("10,000 waiting", 10_000)]
    found = {name: [] for name, _ in kinds}
    pages = []
    os.makedirs(os.path.join(ROOT, ".build"), exist_ok=True)
    for _ in range(rounds):
        for name, waiting in kinds:
            folder = tempfile.mkdtemp(prefix="bench-queue-", dir=os.path.join(ROOT, ".build"))
            try:
                found[name].append(steps(folder, waiting, count))
                pages.append(disk(folder, 200))
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def row(name, rounds):
        def share(part):
            return spread([one[min(len(one) - 1, int(len(one) * part))] for one in rounds], "{:.2f}")
        return f"| {name} | {share(.5)} | {share(.99)} | {spread([one[-1] for one in rounds], '{:.1f}')} |"

    lines = [row(name, found[name]) for name, _ in kinds] + [row("one page to the disk, Python", pages)]
    return """| one step of the queue | p50 ms | p99 ms | highest ms |
|---|---|---|---|
""" + "\n".join(lines) + f"""

Median (lowest to highest) of {rounds} rounds of {count:,} steps, in turn.
"""


if __name__ == "__main__":
    print(measure(5))
