"""Packet captures with tcpdump as an independent witness, read offline."""

import collections
import socket
import struct
import pathlib
import tempfile
import time

from .procs import Child, Failed, await_true, in_netns

# kind is "request" or "reply"; time in ns since 1970; payload behind the ICMP header.
Echo = collections.namedtuple("Echo", "time kind source target ident sequence payload")

_PCAP_NANOSECONDS = 0xA1B23C4D
_ETHERNET_HEADER = 14


class Capture:
    """tcpdump on one interface for as long as the context lasts."""

    def __init__(self, netns, interface, snap=200, immediate=True, what="icmp or icmp6"):
        """snap: octets kept of a frame. Not immediate: tcpdump wakes once a second instead of for each packet, which
        costs the packet no time, and what came in the last second before stop() may be missing."""
        self._folder = tempfile.TemporaryDirectory(prefix="pgcap")
        self.path = pathlib.Path(self._folder.name) / "capture.pcap"
        self._log = pathlib.Path(self._folder.name) / "tcpdump.log"
        self._command = in_netns(
            netns, "tcpdump", "-i", interface, "-w", self.path, "-s", snap, "-n", "-U",
            *(["--immediate-mode"] if immediate else []),
            "-Z", "root", "-B", 8192, "--time-stamp-precision=nano", what,
        )  # fmt: skip
        self._child = None

    def __enter__(self):
        with self._log.open("wb") as log:
            self._child = Child(*self._command, stderr=log)
        await_true("tcpdump listens", self._listening)
        return self

    def _listening(self):
        if not self._child.alive():
            raise Failed(f"tcpdump ended: {self._log.read_text()}")
        return "listening on" in self._log.read_text()

    def stop(self):
        """Ends the capture, once; raises if the kernel dropped packets before tcpdump saw them."""
        if self._child.alive():
            self._let_it_read()
            self._child.stop()
        if "\n0 packets dropped by kernel" not in self._log.read_text():
            raise Failed(f"the capture is not whole: {self._log.read_text()}")

    def _let_it_read(self):
        """Waits until tcpdump writes no more, a second at most: what it has not read as it is ended is lost unseen."""
        until = time.monotonic() + 1
        before = None
        while (now := self.path.stat().st_size) != before and time.monotonic() < until:
            before = now
            time.sleep(0.15)

    def __exit__(self, *_):
        self._child.stop()

    def echoes(self):
        """All ICMP and ICMPv6 echo messages captured, in order."""
        return [echo for time, frame in read_pcap(self.path.read_bytes()) if (echo := parse_echo(time, frame))]


def read_pcap(data):
    """(time in ns, frame) of each record of a nanosecond pcap file."""
    magic = struct.unpack_from("<I", data)[0] if len(data) >= 24 else 0
    if magic != _PCAP_NANOSECONDS:
        raise Failed(f"not a nanosecond pcap file of this machine: magic {magic:#x}")
    at = 24
    while at + 16 <= len(data):
        seconds, nanos, captured, _ = struct.unpack_from("<IIII", data, at)
        at += 16
        if at + captured > len(data):
            return
        yield seconds * 10**9 + nanos, data[at : at + captured]
        at += captured


def parse_echo(time, frame):
    """The echo message in an Ethernet frame, None for anything else."""
    if len(frame) < _ETHERNET_HEADER + 20:
        return None
    ethertype = struct.unpack_from("!H", frame, 12)[0]
    ip = frame[_ETHERNET_HEADER:]
    if ethertype == 0x0800 and ip[9] == 1:
        header = (ip[0] & 15) * 4
        source, target = (socket.inet_ntop(socket.AF_INET, ip[at : at + 4]) for at in (12, 16))
        kinds = {8: "request", 0: "reply"}
    elif ethertype == 0x86DD and ip[6] == 58 and len(ip) >= 40:
        header = 40
        source, target = (socket.inet_ntop(socket.AF_INET6, ip[at : at + 16]) for at in (8, 24))
        kinds = {128: "request", 129: "reply"}
    else:
        return None
    icmp = ip[header:]
    if len(icmp) < 8 or icmp[0] not in kinds:
        return None
    ident, sequence = struct.unpack_from("!HH", icmp, 4)
    return Echo(time, kinds[icmp[0]], source, target, ident, sequence, icmp[8:])


PROBE_MAGIC = 0x50474155
Probe = collections.namedtuple("Probe", "slot sequence")


def parse_probe(payload):
    """Slot and sequence of one of the agent's probes, None for other echo traffic."""
    if len(payload) < 24:
        return None
    magic, slot, sequence = struct.unpack_from("!III", payload)
    return Probe(slot, sequence) if magic == PROBE_MAGIC else None
