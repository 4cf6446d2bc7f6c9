"""Single packets that the agent must find odd: strays that pose as its own, answers that nobody sent, cut-off segments.

Most of them are made from one request and one reply of a probe, seen as they pass. And a receiver of informs that is odd
enough to overhear the first ones.
"""

import contextlib
import socket
import threading
import time

from pgtest import frames
from pgtest.procs import Failed, entered

from .inject import FORGED_TOKEN, changed, resummed
from .packets import ETHERNET, Reply, Request, parse

IP4 = 20
ECHO = ETHERNET + IP4
TOKEN = ECHO + 8 + 16
EVERYTHING = 0x0003  # ETH_P_ALL
CUT = 12  # octets that are left of a header of TCP, which has 20
EACH = 5


class Oddities:
    """Packet sockets at both ends of the agent's link. Nothing but the probe with this IPv4 target is copied."""

    def __init__(self, topology, target):
        self._topology, self._target = topology, target
        self._near = _tap(topology["AGENT_NS"], topology["AGENT_IF"])
        self._far = _tap(topology["NODE1_NS"], topology["NODE1_IF"])
        self._reply = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._near.close()
        self._far.close()

    def send(self, elsewhere):
        """Sends a few of each kind; elsewhere: an address that no probe has."""
        request, self._reply = self._seen(self._near, Request), self._seen(self._far, Reply)
        strange = changed(request, ETHERNET + 16, socket.inet_aton(elsewhere))
        flipped = bytes([self._reply[ECHO + 2] ^ 0x5A])
        # A shorter frame would be padded with octets that look like the rest of the header.
        source, target = self._topology["NODE1_V6"], self._topology["AGENT_V6"]
        cut = frames.tcp(source, target, 1000, 9)[:CUT]
        link = frames.link_between(self._topology)
        for _ in range(EACH):
            self._near.send(resummed("v4", strange))
            self._near.send(resummed("v4", changed(request, TOKEN, FORGED_TOKEN)))
            self._far.send(resummed("v4", changed(self._reply, TOKEN, FORGED_TOKEN)))
            self._far.send(changed(self._reply, ECHO + 2, flipped))
            self._far.send(frames.ip_frame(link, source, target, frames.TCP, cut))

    def repeat(self):
        """Sends the reply of then once more, whose request the agent has forgotten if enough others followed."""
        for _ in range(EACH):
            self._far.send(self._reply)

    def _seen(self, tap, kind):
        """A frame with a request to the target, or its reply."""
        deadline = time.monotonic() + 20
        tap.settimeout(1)
        while time.monotonic() < deadline:
            try:
                frame = tap.recv(2048)
            except TimeoutError:
                continue
            found = parse(0, frame)
            if isinstance(found, kind) and self._target == (found.target if kind is Request else found.source):
                return frame
        raise Failed(f"no {kind.__name__.lower()} of a probe of {self._target} within 20 s")


def _tap(netns, interface):
    with entered(netns):
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERYTHING))
        tap.bind((interface, 0))
    return tap


# The tags of two PDUs (RFC 3416, section 3), which are else the same but for their meaning.
INFORM, RESPONSE = 0xA6, 0xA2


@contextlib.contextmanager
def receiver(netns, community, ignored):
    """Answers informs of SNMPv2c, but for the first few, at 127.0.0.1 in a namespace; its port."""
    with entered(netns):
        listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    listening.settimeout(0.2)
    over = threading.Event()
    answering = threading.Thread(target=_acknowledge, args=(listening, community, ignored, over))
    answering.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        answering.join()
        listening.close()


def _acknowledge(listening, community, ignored, over):
    before = bytes([4, len(community)]) + community.encode()
    while not over.is_set():
        try:
            message, sender = listening.recvfrom(65536)
        except TimeoutError:
            continue
        at = message.find(before) + len(before)
        if ignored > 0:
            ignored -= 1
        elif message[at] == INFORM:
            listening.sendto(changed(message, at, bytes([RESPONSE])), sender)
