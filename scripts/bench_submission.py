#!/usr/bin/env python3
"""How fast acknowledgements are handed in, beside a bare loop on one kept connection to the same Exim in the same run.

The agent first routes letters from as many senders while its limits let next to nothing out, so that the queue is full;
then it is started anew with the limits lifted. Its rate is that between the first and the last acceptance in the journal.
The bare loop hands in messages of the same size with Python's smtplib over TLS on one connection, and keeps no journal.
"""

import os
import shutil
import signal
import smtplib
import sqlite3
import ssl
import subprocess
import time

from bench_rules import spread


def accepted(journal):
    """Instants of acceptance in seconds, in order."""
    reader = sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=5)
    rows = reader.execute(
        "SELECT ended_at FROM attempt JOIN job ON job.id = job_id WHERE kind = 'acknowledgement' AND outcome = 'done'"
        " ORDER BY ended_at").fetchall()
    reader.close()
    return [row[0] / 1000 for row in rows]


def waiting(journal):
    reader = sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=5)
    count = reader.execute(
        "SELECT count(*) FROM job WHERE kind = 'acknowledgement' AND state IN ('pending', 'retry')").fetchone()[0]
    reader.close()
    return count


def agent(bench, mailroom, limits, until):
    """Runs the agent with these limits until the condition on its journal holds."""
    path, journal = bench.configure(None, True, limits=limits, fresh=limits[0] == 1)
    process = subprocess.Popen([mailroom, "run", "--config", path, "--quiet"])
    try:
        end = time.monotonic() + 600
        while time.monotonic() < end:
            time.sleep(0.05)
            try:
                if until(journal):
                    return journal
            except sqlite3.OperationalError:
                continue
        raise SystemExit("the agent did not finish")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def ours(bench, mailroom, count):
    for account in ("info", "sales", "support", "finance"):
        shutil.rmtree(bench.maildir(account), ignore_errors=True)

    def watched(journal):
        reader = sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=5)
        found = reader.execute("SELECT count(*) FROM mailbox").fetchone()[0]
        reader.close()
        if found < 4:
            return False
        if not watched.posted:
            watched.posted = True
            post = smtplib.LMTP("127.0.0.1", bench.facts["ports"]["lmtp"])
            for number in range(count):
                sender = f"c@customer{number}.example"
                post.sendmail(sender, ["info@buttons.test"], (
                    f"From: {sender}\r\nTo: info@buttons.test\r\nSubject: Reklamation {number}\r\n"
                    f"Message-ID: <submission-{number}@customer.example>\r\n\r\nGuten Tag\r\n"))
            post.quit()
        return waiting(journal) + len(accepted(journal)) >= count

    watched.posted = False
    journal = agent(bench, mailroom, (1, 1), watched)
    before = len(accepted(journal))
    agent(bench, mailroom, (100000, 100000), lambda path: len(accepted(path)) >= count)
    instants = accepted(journal)[before:]
    return (len(instants) - 1) / (instants[-1] - instants[0])


def bare(bench, count):
    context = ssl.create_default_context(cafile=os.path.join(bench.sandbox, "tls/ca.pem"))
    client = smtplib.SMTP("127.0.0.1", bench.facts["ports"]["submission"], local_hostname="bench.buttons.test")
    client.starttls(context=context)
    client.login("info@buttons.test", open(bench.password_file("info")).read().strip())
    body = "".join(f"{'x' * 70}\r\n" for _ in range(40))
    begin = time.monotonic()
    for number in range(count):
        client.sendmail("info@buttons.test", [f"c@customer{number}.example"], (
            f"From: info@buttons.test\r\nTo: c@customer{number}.example\r\nSubject: Auto: {number}\r\n"
            f"Message-ID: <bare-{number}@buttons.test>\r\nAuto-Submitted: auto-replied\r\n\r\n{body}"))
    rate = count / (time.monotonic() - begin)
    client.quit()
    return rate


def measure(bench, mailroom, count, rounds):
    found, limit = [], []
    for _ in range(rounds):
        found.append(ours(bench, mailroom, count))
        limit.append(bare(bench, count))
    return f"""| {count} messages to one Exim, STARTTLS, one connection each | messages a second |
|---|---|
| `mailroom run`, limits lifted, journal durable (synchronous=FULL) | {spread(found)} |
| bare Python loop on one kept connection, no journal | {spread(limit)} |
| ratio, round by round | {spread([a / b for a, b in zip(found, limit)], '{:.2f}')} |

Median (lowest to highest) of {rounds} rounds in turn; {os.cpu_count()} cores, the server on the same cores.
"""
