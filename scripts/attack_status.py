#!/usr/bin/env python3
"""Attacks the status server of this machine's agent: thousands of connections, requests that dribble, requests of 100 MB.

usage: scripts/attack_status.py PORT

Prints 'under way' once 10,000 connections were opened, 100 of them dribble, and a request of 100 MB was refused; then goes on
until its standard input ends, five minutes at most. Loopback only.
"""

import os
import resource
import select
import socket
import sys
import threading
import time

CONNECTIONS = 10_000
# More new ones a second would measure the kernel's handling of them, which costs the two processes alike.
A_SECOND = 2_000
SLOW = 100
HUGE = 100 << 20
LONGEST = 300


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.settimeout(1)
    return connection


def send(connection, octets):
    try:
        connection.sendall(octets)
        return True
    except OSError:
        return False


def hold(port, opened, end):
    """Opens connections with a part of a request and keeps them, as many as this process may have; then lets the oldest go."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    room = min(CONNECTIONS, most - 500)
    held = []
    due = time.monotonic()
    while not end.is_set():
        try:
            connection = connect(port)
            send(connection, b"GET /")
            held.append(connection)
            opened[0] += 1
        except OSError:
            pass
        if len(held) > room:
            held.pop(0).close()
        due += 1 / A_SECOND
        pause = due - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        elif pause < -1:
            due = time.monotonic()


def dribble(port, end):
    """Requests that come an octet at a time, and are begun again when they are cut off."""
    slow = []
    while not end.is_set():
        while len(slow) < SLOW and not end.is_set():
            try:
                connection = connect(port)
                send(connection, b"GET /api/email-status HTTP/1.1\r\nX: ")
                slow.append(connection)
            except OSError:
                break
        slow = [connection for connection in slow if send(connection, b"y")]
        end.wait(0.5)


def flood(port, refused, end):
    """Requests of 100 MB, one after the other."""
    piece = b"x" * (1 << 20)
    while not end.is_set():
        try:
            with connect(port) as connection:
                connection.sendall(b"POST /api/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % HUGE)
                for _ in range(HUGE >> 20):
                    connection.sendall(piece)
        except OSError:
            pass
        refused[0] += 1
        end.wait(0.1)


def main():
    port, end = int(sys.argv[1]), threading.Event()
    opened, refused = [0], [0]
    for work, *arguments in ((hold, port, opened), (dribble, port), (flood, port, refused)):
        threading.Thread(target=work, args=(*arguments, end), daemon=True).start()
    start, is_told = time.monotonic(), False
    while time.monotonic() - start < LONGEST:
        if not is_told and opened[0] >= CONNECTIONS and refused[0] > 0:
            is_told = True
            print("under way", flush=True)
        if select.select([sys.stdin], [], [], 0.1)[0] and not os.read(0, 65536):
            break
    end.set()
    print(f"{opened[0]} connections, {refused[0]} requests of 100 MB", flush=True)


main()
