#!/usr/bin/env python3
"""What others cost the routing: letters one by one, with and without them, in turn. Once readers that ask for the status a
thousand times a second, once an attack (see attack_status.py); and what the status and the record of the walk cost themselves.

Reader and attacker are processes of their own on the same two cores, which real ones would not be; the figures are the
upper bound of the harm.
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


class Readers:
    """Asks RATE times a second."""
    quiet, loud = "nobody reads", "{} reads a second"

    def __init__(self, port):
        self.running, self.counted = multiprocessing.Event(), multiprocessing.Value("q", 0)
        self.process = multiprocessing.Process(target=read, args=(port, self.running, self.counted), daemon=True)
        self.process.start()

    def start(self):
        self.running.set()
        self.begin, self.before = time.monotonic(), self.counted.value

    def stop(self):
        """How many a second."""
        rate = (self.counted.value - self.before) / (time.monotonic() - self.begin)
        self.running.clear()
        return rate

    def end(self):
        self.process.kill()


class Attack:
    """Thousands of connections, requests that dribble, requests of 100 MB."""
    quiet, loud = "nobody attacks", "an attack: {} new connections a second, 100 that dribble, requests of 100 MB"

    def __init__(self, port):
        self.port, self.process = port, None

    def start(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "attack_status.py")
        self.begin = time.monotonic()
        self.process = subprocess.Popen([script, str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "under way\n":
            sys.exit("the attack did not come about")

    def stop(self):
        self.process.stdin.close()
        words = self.process.stdout.read()
        self.process.wait(timeout=10)
        self.process = None
        return int(words.split()[0]) / (time.monotonic() - self.begin)

    def end(self):
        if self.process:
            self.process.kill()


def measure(bench, mailroom, letters, rounds, disturbance):
    """The table; half of the letters of each round with the disturbance, half without."""
    for account in ("info", "sales", "support", "finance"):
        shutil.rmtree(bench.maildir(account), ignore_errors=True)
    path, journal = bench.configure(None, False)
    output = os.path.join(bench.folder, "walk.txt")
    with open(output, "w") as file:
        agent = subprocess.Popen([mailroom, "run", "--config", path], stdout=file)
    others = None
    seen = {False: [], True: []}
    own = {False: [], True: []}
    rates, ratios, own_ratios = [], [], []
    try:
        wait_until(lambda: open(output).read().count("watching") == 4, "every mailbox is watched")
        port = int(re.search(r"^status +http://127.0.0.1:(\d+)/", open(output).read(), re.M).group(1))
        others = disturbance(port)
        client = bench.login("support")
        client.select("INBOX", readonly=True)
        number = 0
        for turn in range(rounds * 2):
            # The second of two begins the next two: what drifts drifts for both.
            is_loud = turn % 4 in (1, 2)
            if is_loud:
                others.start()
            here = []
            for _ in range(letters // 2):
                send(bench, number)
                start = time.monotonic()
                wait_until(lambda: bench.exists(client) > number, "the message is in support's INBOX")
                here.append(time.monotonic() - start)
                number += 1
            seen[is_loud].append(sorted(here)[len(here) // 2] * 1000)
            own[is_loud].append(own_part(journal, letters // 2))
            if is_loud:
                rates.append(others.stop())
        client.logout()
    finally:
        if others:
            others.end()
        agent.send_signal(signal.SIGTERM)
        agent.wait(timeout=10)
    ratios = [a / b for a, b in zip(seen[True], seen[False])]
    own_ratios = [a / b for a, b in zip(own[True], own[False])]
    return f"""| {letters * rounds} letters one by one, medians of {letters // 2} | to be seen in the department, ms | of it from recorded to confirmed, ms |
|---|---|---|
| {disturbance.quiet} | {spread(seen[False], '{:.0f}')} | {spread(own[False], '{:.1f}')} |
| {disturbance.loud.format(spread(rates, '{:,.0f}'))} | {spread(seen[True], '{:.0f}')} | {spread(own[True], '{:.1f}')} |
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


def measure_record(bench, mailroom, letters, rounds):
    """Being able to be watched: status server and the record of the walk, against an agent with neither."""
    rates, seen, own = ({False: [], True: []} for _ in range(3))
    for turn in range(rounds * 2):
        is_watched = turn % 4 in (1, 2)
        arguments, status = ([], "{port: 0}") if is_watched else (["--unrecorded"], "off")
        wall, _, _ = bench.mailroom("info", arguments, status)
        rates[is_watched].append(bench.count / wall)
        here, median = single(bench, mailroom, letters // 2, arguments, status)
        seen[is_watched].append(sorted(here)[len(here) // 2] * 1000)
        own[is_watched].append(median)
    def ratio(of, form):
        return spread([a / b for a, b in zip(of[True], of[False])], form)

    return f"""| {rounds} rounds of {bench.count:,} messages and {letters // 2} single letters each way | drain, messages a second | one letter, ms | of it from recorded to confirmed, ms |
|---|---|---|---|
| no status, walk not recorded | {spread(rates[False])} | {spread(seen[False], '{:.0f}')} | {spread(own[False], '{:.1f}')} |
| both, as always | {spread(rates[True])} | {spread(seen[True], '{:.0f}')} | {spread(own[True], '{:.1f}')} |
| ratio, pair by pair | {ratio(rates, '{:.2f}')} | {ratio(seen, '{:.3f}')} | {ratio(own, '{:.2f}')} |
"""


def single(bench, mailroom, letters, arguments, status):
    """Seconds of each letter, and the median of the agent's own part."""
    for account in ("info", "sales", "support", "finance"):
        shutil.rmtree(bench.maildir(account), ignore_errors=True)
    path, journal = bench.configure(None, False, status=status)
    output = os.path.join(bench.folder, "walk.txt")
    with open(output, "w") as file:
        agent = subprocess.Popen([mailroom, "run", "--config", path, *arguments], stdout=file)
    here = []
    try:
        wait_until(lambda: open(output).read().count("watching") == 4, "every mailbox is watched")
        client = bench.login("support")
        client.select("INBOX", readonly=True)
        for number in range(letters):
            send(bench, number)
            start = time.monotonic()
            wait_until(lambda: bench.exists(client) > number, "the message is in support's INBOX")
            here.append(time.monotonic() - start)
        client.logout()
        return here, own_part(journal, letters)
    finally:
        agent.send_signal(signal.SIGTERM)
        agent.wait(timeout=10)
