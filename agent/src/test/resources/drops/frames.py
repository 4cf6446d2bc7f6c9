"""Sends frames to be dropped: frames.py INTERFACE MAC KIND COUNT

KIND is what the receiver will drop them for: closed (UDP to a port without socket), group (the same, in a frame to all),
filtered (UDP to port 7777), corrupt (a wrong UDP checksum), alien (an EtherType that nobody speaks), abort (the EtherType
that a program of the test fails with).
"""

import socket
import struct
import sys

ALL = b"\xff" * 6
FROM, TO = socket.inet_aton("10.0.0.2"), socket.inet_aton("10.0.0.1")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF or 0xFFFF


def udp(port, spoil=0):
    payload = b"pathgauge-drops!"
    length = 8 + len(payload)
    pseudo = FROM + TO + struct.pack("!BBH", 0, 17, length)
    check = checksum(pseudo + struct.pack("!HHHH", 40000, port, length, 0) + payload)
    datagram = struct.pack("!HHHH", 40000, port, length, (check + spoil) & 0xFFFF or 1) + payload
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length, 0, 0x4000, 64, 17, 0, FROM, TO)
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + datagram


def main(interface, mac, kind, count):
    to = bytes.fromhex(mac.replace(":", ""))
    own = b"\x02\0\0\0\0\x02"
    ip = b"\x08\x00"
    frame = {
        "closed": to + own + ip + udp(9),
        "group": ALL + own + ip + udp(9),
        "filtered": to + own + ip + udp(7777),
        "corrupt": to + own + ip + udp(9, 0x1234),
        "alien": to + own + b"\x88\xb6" + bytes(46),
        "abort": to + own + b"\x88\xb5" + bytes(46),
    }[kind]
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind((interface, 0))
        for _ in range(int(count)):
            wire.send(frame)


main(*sys.argv[1:])
