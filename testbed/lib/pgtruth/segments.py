"""TCP as a packet capture saw it: what every connection sent, again and in all, read offline."""

import collections
import dataclasses
import socket
import struct

from pgtest.capture import read_pcap

from .packets import ETHERNET

FIN, SYN, RST, ACK = 1, 2, 4, 16
_HALF = 1 << 31

# time in ns since 1970; payload in octets
Segment = collections.namedtuple("Segment", "time source source_port target port flags sequence acknowledged payload")


@dataclasses.dataclass
class Flow:
    """What one end sent."""

    segments: int = 0
    again: int = 0  # segments that begin before what was sent already
    octets: int = 0  # payload up to the last octet sent, each once
    first: int | None = None  # number of the first octet of payload
    end: int = 0  # one behind the greatest number sent, less first
    fin: int | None = None  # when it was first sent
    rtts: list = dataclasses.field(default_factory=list)  # ns, of segments sent once, to their first acknowledgement
    unacknowledged: list = dataclasses.field(default_factory=list)  # (number behind it, time or None if sent again)

    def sent(self, end, time, again):
        """A segment that must be acknowledged."""
        if again:
            self.unacknowledged = [(e, None) for e, _ in self.unacknowledged]
        else:
            self.unacknowledged.append((end, time))

    def acknowledged(self, number, time):
        """All before this number has arrived. RFC 6298, section 3: nothing is learnt from what was sent again."""
        covered = [(end, sent) for end, sent in self.unacknowledged if end <= number]
        self.unacknowledged = self.unacknowledged[len(covered) :]
        if covered and all(sent is not None for _, sent in covered):
            self.rtts.append(time - covered[-1][1])


@dataclasses.dataclass
class Connection:
    """One connection, as seen at one interface. Times in ns since 1970."""

    client: tuple
    server: tuple
    syns: list = dataclasses.field(default_factory=list)
    accepted: int | None = None  # the first SYN-ACK
    acknowledged: int | None = None  # the segment that completed the handshake
    reset: int | None = None
    last: int = 0
    up: Flow = dataclasses.field(default_factory=Flow)
    down: Flow = dataclasses.field(default_factory=Flow)


def parse(time, frame):
    """The TCP segment in an Ethernet frame, None for anything else."""
    if len(frame) < ETHERNET + 40:
        return None
    kind, ip = frame[12:ETHERNET], frame[ETHERNET:]
    if kind == b"\x08\x00" and ip[9] == socket.IPPROTO_TCP:
        header, octets = (ip[0] & 15) * 4, struct.unpack_from("!H", ip, 2)[0]
        source, target = (socket.inet_ntop(socket.AF_INET, ip[at : at + 4]) for at in (12, 16))
    elif kind == b"\x86\xdd" and ip[6] == socket.IPPROTO_TCP:
        header, octets = 40, 40 + struct.unpack_from("!H", ip, 4)[0]
        source, target = (socket.inet_ntop(socket.AF_INET6, ip[at : at + 16]) for at in (8, 24))
    else:
        return None
    source_port, port, sequence, acknowledged, offset, flags = struct.unpack_from("!HHIIBB", ip, header)
    payload = octets - header - (offset >> 4) * 4
    return Segment(time, source, source_port, target, port, flags, sequence, acknowledged, payload)


def connections(path):
    """All connections whose SYN was captured, in order of it."""
    found = {}
    for time, frame in read_pcap(path.read_bytes()):
        segment = parse(time, frame)
        if not segment:
            continue
        there = ((segment.source, segment.source_port), (segment.target, segment.port))
        if segment.flags & (SYN | ACK) == SYN and there not in found:
            found[there] = Connection(*there)
        if there in found:
            _client_sent(found[there], segment)
        elif there[::-1] in found:
            _server_sent(found[there[::-1]], segment)
    return list(found.values())


def _client_sent(connection, segment):
    if segment.flags & SYN:
        connection.syns.append(segment.time)
    elif connection.acknowledged is None:
        connection.acknowledged = segment.time
    _sent(connection, connection.up, segment)
    _acknowledged(connection.down, segment)


def _server_sent(connection, segment):
    if segment.flags & SYN and connection.accepted is None:
        connection.accepted = segment.time
    _sent(connection, connection.down, segment)
    _acknowledged(connection.up, segment)


def _acknowledged(flow, segment):
    """What the other end's segment says of a flow."""
    if segment.flags & ACK and flow.first is not None:
        number = (segment.acknowledged - flow.first) & 0xFFFFFFFF
        if number < _HALF:
            flow.acknowledged(number, segment.time)


def _sent(connection, flow, segment):
    connection.last = segment.time
    if segment.flags & RST:
        connection.reset = connection.reset or segment.time
        return
    flow.segments += 1
    if segment.flags & FIN:
        flow.fin = flow.fin or segment.time
    if segment.flags & SYN:
        again = flow.first is not None
        flow.again += again
        flow.first = (segment.sequence + 1) & 0xFFFFFFFF
        flow.sent(0, segment.time, again)
        return
    length = segment.payload + bool(segment.flags & FIN)
    if not length or flow.first is None:
        return
    begin = (segment.sequence - flow.first) & 0xFFFFFFFF
    if begin >= _HALF:
        return  # a keep-alive: the octet before the first
    flow.again += begin < flow.end
    flow.sent(begin + length, segment.time, begin < flow.end)
    flow.octets = max(flow.octets, begin + segment.payload)
    flow.end = max(flow.end, begin + length)
