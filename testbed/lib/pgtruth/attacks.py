"""Floods and scans at a known rate from known sources, and load that is none of that."""

import itertools
import random

from pgtest import frames
from pgtest.procs import Child, await_true, run

from .conversation import planned

SERVICE = 7300  # somebody listens there
IPERF = 5201


def hosts(prefix, count):
    """Addresses of a prefix given without its last part: "10.66.1." or "2001:db8:66::"."""
    return [f"{prefix}{n + 1:x}" if ":" in prefix else f"{prefix}{n + 1}" for n in range(count)]


def repeated(link, sources, target, protocol, segment):
    """Endless frames, taken from a number of them made before, so that making them costs no time."""
    made = [frames.ip_frame(link, s, target, protocol, segment(s, n)) for n, s in enumerate(sources)]
    return itertools.cycle(made)


def syn_flood(link, sources, target):
    """SYNs of sources that never answer."""
    return repeated(link, sources * 4, target, frames.TCP, lambda s, n: frames.tcp(s, target, 1024 + n, SERVICE, sequence=n))


def udp_flood(link, sources, target):
    return repeated(link, sources, target, frames.UDP, lambda s, n: frames.udp(s, target, 1024 + n, 9, bytes(20)))


def icmp_flood(link, sources, target):
    protocol = frames.ICMPV6 if ":" in target else frames.ICMP
    return repeated(link, sources, target, protocol, lambda s, n: frames.echo_request(s, target, 99, n, bytes(20)))


def scan(link, source, target, ports, seed=1):
    """A SYN to each of so many ports, in any order, again and again."""
    wanted = random.Random(seed).sample(range(1, 60_000), ports)
    made = [frames.ip_frame(link, source, target, frames.TCP, frames.tcp(source, target, 40_000, p)) for p in wanted]
    return itertools.cycle(made)


def ordinary(topology, outbound, inbound, seconds):
    """Bulk TCP both ways, many short connections, pings: load as every host has it. Returns when all of it is over.

    outbound, inbound: sides of conversations (talks.py) whose servers are not up yet.
    """
    short = [planned(SERVICE + n % 5, 400, 3000, "client" if n % 5 % 2 else "server") for n in range(60 * seconds)]
    with Child(*topology.agent("iperf3", "-s")) as server:
        listening = topology.agent("ss", "-Hltn", f"sport = :{IPERF}")
        await_true("iperf3 listens", lambda: server.alive() and run(*listening).strip())
        for side in (outbound, inbound):
            side.serve(short)
            side.talk(short)
        ping = topology.node(1, "ping", "-q", "-i", 0.02, "-c", 50 * seconds, topology["AGENT_V4"])
        with Child(*ping) as pinging:
            # A bit rate, because two cores are shared with who looks on.
            for way in ([], ["-R"]):
                bulk = ("iperf3", "-c", topology["AGENT_V4"], "-b", "200M", "-t", seconds / 2, *way)
                run(*topology.node(1, *bulk))
            await_true("the pings have ended", lambda: not pinging.alive(), 30 + 2 * seconds)
        return [seen for side in (outbound, inbound) for seen in side.talked()]
