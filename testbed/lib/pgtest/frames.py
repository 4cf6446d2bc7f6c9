"""Ethernet frames with right checksums, made by hand, and ways to put them on a veth pair."""

import json
import socket
import struct
import time

from .procs import TESTBED, entered, in_netns, run

ETHERNET_LEAST = 60  # without the frame check sequence: 64 with it
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
FIN, SYN, RST, ACK = 1, 2, 4, 16
_GENERATOR = TESTBED / "target" / "frames"


def checksum(octets):
    """The Internet checksum (RFC 1071)."""
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_frame(link, source, target, protocol, segment, ttl=64, header_checksum=True):
    """A frame of IPv4 or IPv6, as the addresses say. link: (target, source) MAC addresses as octets."""
    if ":" in target:
        addresses = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, target)
        packet = struct.pack("!IHBB", 6 << 28, len(segment), protocol, ttl) + addresses + segment
        return link[0] + link[1] + b"\x86\xdd" + packet
    addresses = socket.inet_aton(source) + socket.inet_aton(target)
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, ttl, protocol, 0) + addresses
    summed = checksum(header) if header_checksum else ~checksum(header) & 0xFFFF
    header = header[:10] + struct.pack("!H", summed) + header[12:]
    return (link[0] + link[1] + b"\x08\x00" + header + segment).ljust(ETHERNET_LEAST, b"\0")


def udp(source, target, source_port, port, payload=b"", wrong=False):
    """A UDP datagram; wrong: its checksum is."""
    length = 8 + len(payload)
    datagram = struct.pack("!HHHH", source_port, port, length, 0) + payload
    return _summed(source, target, UDP, datagram, 6, wrong)


def tcp(source, target, source_port, port, flags=SYN, sequence=0, acknowledged=0, wrong=False):
    """A TCP segment without options and payload."""
    segment = struct.pack("!HHIIBBHHH", source_port, port, sequence, acknowledged, 5 << 4, flags, 64240, 0, 0)
    return _summed(source, target, TCP, segment, 16, wrong)


def echo_request(source, target, ident, sequence, payload=b""):
    """An ICMP or ICMPv6 echo request."""
    if ":" in target:
        message = struct.pack("!BBHHH", 128, 0, 0, ident, sequence) + payload
        return _summed(source, target, ICMPV6, message, 2, False)
    message = struct.pack("!BBHHH", 8, 0, 0, ident, sequence) + payload
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def _summed(source, target, protocol, segment, at, wrong):
    """With the checksum over the pseudo-header (RFC 9293, RFC 8200) put in."""
    if ":" in target:
        pseudo = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, target)
        pseudo += struct.pack("!II", len(segment), protocol)
    else:
        pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack("!HH", protocol, len(segment))
    # 0 means "none" in UDP; the other zero of one's complement says the same.
    summed = checksum(pseudo + segment) or 0xFFFF
    if wrong:
        summed = summed ^ 0x5A5A or 0xFFFF
    return segment[:at] + struct.pack("!H", summed) + segment[at + 2 :]


def link_between(topology, node=1):
    """(MAC of the agent's interface, MAC of the node's): what frames from the node to the agent begin with."""
    ends = (topology.agent, topology["AGENT_IF"]), (lambda *c: topology.node(node, *c), topology[f"NODE{node}_IF"])
    texts = [json.loads(run(*there("ip", "-j", "link", "show", "dev", name)))[0]["address"] for there, name in ends]
    return tuple(bytes.fromhex(text.replace(":", "")) for text in texts)


class Sender:
    """Sends frames from a node's interface through a packet socket, one by one, and counts them."""

    def __init__(self, netns, interface="eth0"):
        with entered(netns):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self._socket.bind((interface, 0))
        self.sent = 0

    def send(self, frame):
        self._socket.send(frame)
        self.sent += 1

    def send_at(self, rate, frames):
        """Sends at most so many a second; a sender that was held up sends no faster than 1 ms' worth at once."""
        began, count, burst = time.monotonic(), 0, max(1, rate // 1000)
        for frame in frames:
            ahead = count / rate - (time.monotonic() - began)
            if ahead > 0:
                time.sleep(ahead)
            elif -ahead * rate > burst:
                began = time.monotonic() - count / rate
            self.send(frame)
            count += 1
        return count

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()


def blast(netns, interface, frame, seconds=None, count=None, sources=1):
    """Live frames at the rate of the kernel; (how many were sent, seconds that took). See src/main/c/frames.c."""
    how = ["--seconds", seconds] if seconds else ["--count", count]
    command = in_netns(netns, _GENERATOR, interface, frame.hex(), *how, "--sources", sources)
    told = json.loads(run(*command, timeout=60 + (seconds or 0)))
    return told["sent"], told["seconds"]
