#!/usr/bin/env python3
"""A TCP proxy on loopback that does to a connection what networks and servers do: it cuts, stalls, drips, resets, delays,
and swallows the one reply that matters.

Each new connection draws its fate from the weather of the moment. Bytes are never changed, so TLS goes through it end to
end. A part of scripts/torment.
"""

import asyncio
import socket
import struct
import threading

# The largest command of a submission dialogue is far below, a message with its headers above: what the server says after
# a stretch this long is the reply to the final dot, also when nobody can read it.
MESSAGE_OCTETS = 1500
FATES = ("clear", "cut up", "cut down", "reset", "stall", "drip", "latency", "refuse", "swallow")


class Fate:
    """What happens to one connection: a kind, and after how many octets it strikes."""

    def __init__(self, kind, octets):
        self.kind, self.octets = kind, octets


class FaultProxy:
    """Forwards 127.0.0.1:port to 127.0.0.1:target in a thread of its own."""

    def __init__(self, target, chance):
        self.target, self.chance = target, chance
        self.weather = ("clear",)
        self.struck = dict.fromkeys(FATES, 0)
        self.port = None
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    def change(self, weather, cutting=False):
        """Another weather for new connections; `cutting` ends those there are, stalled ones too."""
        self.weather = weather
        if cutting:
            self._loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in list(self._writers)])

    async def _accept(self, reader, writer):
        kind = self.chance.choice(self.weather)
        fate = Fate(kind, self.chance.choice((1, 40, 400, 2000, 9000, 40_000)) + self.chance.randrange(400))
        if kind == "refuse":
            self.struck[kind] += 1
            writer.close()
            return
        try:
            peer_reader, peer_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        ends = (writer, peer_writer)
        self._writers.update(ends)
        try:
            link = Link(fate, self)
            await asyncio.gather(
                link.forward(reader, peer_writer, "up"), link.forward(peer_reader, writer, "down"))
        except (OSError, EndOfLink):
            pass
        finally:
            for end in ends:
                self._writers.discard(end)
                end.transport.abort()


class EndOfLink(Exception):
    """Both directions of a connection are over."""


class Link:
    """One connection through the proxy, and what was said on it."""

    def __init__(self, fate, proxy):
        self.fate, self.proxy = fate, proxy
        self.said = {"up": 0, "down": 0}
        self.since_reply = 0
        self.is_struck = False

    async def forward(self, reader, writer, way):
        while data := await reader.read(16_384):
            data = await self.strike(data, writer, way)
            writer.write(data)
            await writer.drain()
            self.said[way] += len(data)
        raise EndOfLink

    async def strike(self, data, writer, way):
        kind, left = self.fate.kind, self.fate.octets - self.said[way]
        if kind == "latency":
            self.note()
            await asyncio.sleep(0.3)
        elif kind == "drip":
            self.note()
            for octet in data[:-1]:
                writer.write(bytes([octet]))
                await writer.drain()
                await asyncio.sleep(1)
            return data[-1:]
        elif kind == "swallow":
            self.watch_for_reply(len(data), way)
        elif len(data) > left and (kind in (f"cut {way}", "reset", "stall")):
            self.note()
            writer.write(data[:max(0, left)])
            await writer.drain()
            if kind == "stall":
                await asyncio.Event().wait()
            if kind == "reset":
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise EndOfLink
        return data

    def watch_for_reply(self, octets, way):
        if way == "up":
            self.since_reply += octets
        elif self.since_reply > MESSAGE_OCTETS:
            self.note()
            raise EndOfLink
        else:
            self.since_reply = 0

    def note(self):
        """Counts each connection once."""
        if not self.is_struck:
            self.is_struck = True
            self.proxy.struck[self.fate.kind] += 1
