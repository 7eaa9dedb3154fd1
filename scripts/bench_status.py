#!/usr/bin/env python3
"""What a thousand reads of the status a second cost the routing: letters one by one, with and without them, in turn.

The reader is a process of its own on four kept connections, so it takes from the same two cores what a real collector
would not; the figures are the upper bound of the harm.
"""

import multiprocessing
import os
import re
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import time

from bench_rules import spread

RATE = 1000
PATHS = ["/api/email-status", "/api/email-status", "/api/email-status", "/api/email-queue", "/metrics"]


def read(port, running, counted):
    """Asks RATE times a second while `running` is set; counts what was answered with 200."""
    connections = []
    for _ in range(4):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connections.append(connection)
    requests = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in PATHS]
    due, number = time.monotonic(), 0
    while True:
        if not running.is_set():
            running.wait()
            due = time.monotonic()
        connection = connections[number % len(connections)]
        connection.sendall(requests[number % len(requests)])
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
        head, body = answer.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        while len(body) < length:
            body += connection.recv(65536)
        if head.startswith(b"HTTP/1.1 200"):
            counted.value += 1
        number += 1
        due += 1 / RATE
        pause = due - time.monotonic()
        if pause > 0:
            time.sleep(pause)


def send(bench, number):
    post = smtplib.LMTP("127.0.0.1", bench.facts["ports"]["lmtp"])
    post.sendmail(
        f"c{number}@customer.example", ["info@buttons.test"],
        f"From: c{number}@customer.example\r\nTo: info@buttons.test\r\nSubject: Reklamation {number}\r\n"
        f"Message-ID: <status-{number}@customer.example>\r\n\r\nGuten Tag\r\n")
    post.quit()


def wait_until(is_met, what):
    end = time.monotonic() + 60
    while not is_met():
        if time.monotonic() > end:
            sys.exit(f"gave up waiting until {what}")
        time.sleep(0.002)


def measure(bench, mailroom, letters, rounds):
    """The table; half of the letters of each round with readers, half without."""
    for account in ("info", "sales", "support", "finance"):
        shutil.rmtree(bench.maildir(account), ignore_errors=True)
    path, journal = bench.configure(None, False)
    output = os.path.join(bench.folder, "walk.txt")
    with open(output, "w") as file:
        agent = subprocess.Popen([mailroom, "run", "--config", path], stdout=file)
    running, counted = multiprocessing.Event(), multiprocessing.Value("q", 0)
    reader = None
    seen = {False: [], True: []}
    own = {False: [], True: []}
    rates, ratios, own_ratios = [], [], []
    try:
        wait_until(lambda: open(output).read().count("watching") == 4, "every mailbox is watched")
        port = int(re.search(r"^status +http://127.0.0.1:(\d+)/", open(output).read(), re.M).group(1))
        reader = multiprocessing.Process(target=read, args=(port, running, counted), daemon=True)
        reader.start()
        client = bench.login("support")
        client.select("INBOX", readonly=True)
        number = 0
        for turn in range(rounds * 2):
            # The second of two begins the next two: what drifts drifts for both.
            is_read = turn % 4 in (1, 2)
            running.set() if is_read else running.clear()
            begin, before = time.monotonic(), counted.value
            here = []
            for _ in range(letters // 2):
                send(bench, number)
                start = time.monotonic()
                wait_until(lambda: bench.exists(client) > number, "the message is in support's INBOX")
                here.append(time.monotonic() - start)
                number += 1
            if is_read:
                rates.append((counted.value - before) / (time.monotonic() - begin))
            seen[is_read].append(sorted(here)[len(here) // 2] * 1000)
            own[is_read].append(own_part(journal, letters // 2))
        client.logout()
    finally:
        if reader:
            reader.kill()
        agent.send_signal(signal.SIGTERM)
        agent.wait(timeout=10)
    ratios = [a / b for a, b in zip(seen[True], seen[False])]
    own_ratios = [a / b for a, b in zip(own[True], own[False])]
    return f"""| {letters * rounds} letters one by one, medians of {letters // 2} | to be seen in the department, ms | of it from recorded to confirmed, ms |
|---|---|---|
| nobody reads | {spread(seen[False], '{:.0f}')} | {spread(own[False], '{:.1f}')} |
| {spread(rates, '{:,.0f}')} reads a second | {spread(seen[True], '{:.0f}')} | {spread(own[True], '{:.1f}')} |
| ratio, pair by pair | {spread(ratios, '{:.3f}')} | {spread(own_ratios, '{:.2f}')} |
"""


def own_part(journal, count):
    """The median of what the agent took for the newest deliveries, without the server's notice."""
    end = time.monotonic() + 10
    while True:
        reader = sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=5)
        rows = reader.execute(
            "SELECT job.settled_at - arrival.recorded_at FROM job JOIN arrival ON arrival.id = job.arrival_id"
            " WHERE job.kind = 'delivery' AND job.state = 'done' ORDER BY job.id DESC LIMIT ?", (count,)).fetchall()
        reader.close()
        if len(rows) == count or time.monotonic() > end:
            return sorted(row[0] for row in rows)[len(rows) // 2]
        time.sleep(0.01)
