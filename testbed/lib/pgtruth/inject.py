"""Puts replies that nobody sent on the wire, from the far end of the agent's link."""

import socket
import struct
import time

from pgtest.capture import read_pcap
from pgtest.procs import entered

from .packets import ETHERNET, PAYLOAD, Reply, checksum, parse

FRESH_NS = 1_900_000_000  # the capture is a second behind
STANDS_NS = 2_500_000_000
OLD_NS = 12_000_000_000
FORGED_TOKEN = b"\xa5" * 8


class Injector:
    """Sends frames out of the relay's port towards the agent, where the far capture sees them as well."""

    def __init__(self, netns, interface):
        with entered(netns):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self._socket.bind((interface, 0))
        self.sent = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def send(self, kind, frame):
        self._socket.send(frame)
        self.sent[kind] = self.sent.get(kind, 0) + 1


def inject(injector, capture, sources):
    """Each kind of bad reply for each probe that has a fresh one. sources: family -> (stranger, router) addresses."""
    now = time.time_ns()
    fresh, old = {}, {}
    for stamp, frame in read_pcap(capture.read_bytes()):
        reply = parse(stamp, frame)
        if isinstance(reply, Reply) and reply.intact:
            key = (reply.family, reply.slot)
            if now - stamp > OLD_NS:
                old[key] = frame
            elif now - stamp < FRESH_NS:
                fresh[key] = (reply, frame)
    for key, (reply, frame) in fresh.items():
        if time.time_ns() - reply.time > STANDS_NS:
            continue  # by now its stamp may be overwritten: what it counts as could not be foretold
        stranger, router = sources[reply.family]
        at = ETHERNET + (20 if reply.family == "v4" else 40)
        injector.send("replayed", frame)
        injector.send("spoofed token", resummed(reply.family, changed(frame, at + 8 + 16, FORGED_TOKEN)))
        where = ETHERNET + (12 if reply.family == "v4" else 8)
        injector.send("spoofed source", resummed(reply.family, changed(frame, where, stranger)))
        injector.send("wrong checksum", changed(frame, at + 2, bytes([frame[at + 2] ^ 0x5A])))
        if len(frame) > at + 8 + PAYLOAD + 8:
            injector.send("truncated", frame[:-5])
        injector.send("ICMP error", unreachable(reply.family, frame, router))
        if key in old:
            injector.send("replayed late", old[key])
    return injector.sent


def changed(frame, at, data):
    return frame[:at] + data + frame[at + len(data) :]


def resummed(family, frame):
    """With right checksums in the IP and the ICMP header."""
    ip = frame[ETHERNET:]
    if family == "v4":
        header = changed(ip[:20], 10, b"\0\0")
        header = changed(header, 10, struct.pack("!H", ~checksum(header) & 0xFFFF))
        message, pseudo = changed(ip[20:], 2, b"\0\0"), b""
    else:
        header = ip[:40]
        message = changed(ip[40:], 2, b"\0\0")
        pseudo = ip[8:40] + struct.pack("!II", len(message), 58)
    message = changed(message, 2, struct.pack("!H", ~checksum(pseudo + message) & 0xFFFF))
    return frame[:ETHERNET] + header + message


def unreachable(family, frame, router):
    """An ICMP error "host unreachable" (v6: "no route") from a router, quoting the request of this reply."""
    ip = frame[ETHERNET:]
    if family == "v4":
        quoted = ip[:12] + ip[16:20] + ip[12:16] + b"\x08\0" + ip[22 : 20 + 8 + PAYLOAD]
        message = struct.pack("!BBHI", 3, 1, 0, 0) + quoted
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(message), 1, 0, 64, 1, 0) + router + ip[16:20]
    else:
        quoted = ip[:8] + ip[24:40] + ip[8:24] + b"\x80\0" + ip[42 : 40 + 8 + PAYLOAD]
        message = struct.pack("!BBHI", 1, 0, 0, 0) + quoted
        header = struct.pack("!IHBB", 6 << 28, len(message), 58, 64) + router + ip[24:40]
    return resummed(family, frame[:ETHERNET] + header + message)
