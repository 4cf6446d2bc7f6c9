"""Echo messages, ICMP errors and their verdicts, read from captured frames."""

import collections
import ipaddress
import struct

from pgtest.capture import PROBE_MAGIC, read_pcap

ETHERNET = 14
PAYLOAD = 24  # magic, slot, sequence, reserved, token

# time in ns since 1970; octets of the frame; token as bytes; intact: checksums and lengths are right.
Request = collections.namedtuple("Request", "time family target slot sequence token octets")
Reply = collections.namedtuple("Reply", "time family source slot sequence token octets intact")
Error = collections.namedtuple("Error", "time family source type code slot octets")


def checksum(data):
    """The Internet checksum's sum over data, 0xffff when a message with its checksum is right (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def read(path):
    """(requests, replies, errors) of a capture file, each in the order of capture."""
    requests, replies, errors = [], [], []
    for time, frame in read_pcap(path.read_bytes()):
        found = parse(time, frame)
        if isinstance(found, Request):
            requests.append(found)
        elif isinstance(found, Reply):
            replies.append(found)
        elif isinstance(found, Error):
            errors.append(found)
    return requests, replies, errors


def parse(time, frame):
    """The probe packet in an Ethernet frame, None for other traffic."""
    if len(frame) < ETHERNET + 20:
        return None
    ethertype = struct.unpack_from("!H", frame, 12)[0]
    ip = frame[ETHERNET:]
    if ethertype == 0x0800 and ip[9] == 1:
        start = (ip[0] & 15) * 4
        end = struct.unpack_from("!H", ip, 2)[0]
        whole = checksum(ip[:start]) == 0xFFFF
        return message("v4", time, frame, ip, start, end, ip[12:16], ip[16:20], b"", whole)
    if ethertype == 0x86DD and len(ip) >= 40 and ip[6] == 58:
        length = struct.unpack_from("!H", ip, 4)[0]
        pseudo = ip[8:40] + struct.pack("!II", length, 58)
        return message("v6", time, frame, ip, 40, 40 + length, ip[8:24], ip[24:40], pseudo, True)
    return None


def message(family, time, frame, ip, start, end, source, target, pseudo, header_right):
    """The ICMP message from start to end of the IP packet, as its header says."""
    icmp = ip[start:end]
    if len(icmp) < 8:
        return None
    kind, code = icmp[0], icmp[1]
    intact = header_right and len(ip) >= end and checksum(pseudo + icmp) == 0xFFFF
    if kind == (8 if family == "v4" else 128):
        probe = identity(icmp[8:])
        intact = intact and len(icmp) >= 8 + PAYLOAD
        return probe and intact and Request(time, family, text(target), *probe, len(frame))
    if kind == (0 if family == "v4" else 129):
        probe = identity(icmp[8:])
        return probe and Reply(time, family, text(source), *probe, len(frame), intact and len(icmp) >= 8 + PAYLOAD)
    if kind in ((3, 11, 12) if family == "v4" else (1, 2, 3, 4)):
        quoted = icmp[8:]
        inner = (quoted[0] & 15) * 4 if family == "v4" else 40
        probe = identity(quoted[inner + 8 :]) if len(quoted) > inner + 8 else None
        return probe and Error(time, family, text(source), kind, code, probe[0], len(frame))
    return None


def identity(payload):
    """(slot, sequence, token) of a probe's payload; None for other echo traffic."""
    if len(payload) < PAYLOAD or struct.unpack_from("!I", payload)[0] != PROBE_MAGIC:
        return None
    slot, sequence = struct.unpack_from("!II", payload, 4)
    return slot, sequence, payload[16:24]


def text(address):
    return str(ipaddress.ip_address(address))
