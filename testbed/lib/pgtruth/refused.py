"""Frames that the kernel of the agent's host must drop, each kind for one reason, and how many of each were sent.

Reasons are the names of the kernel's enum skb_drop_reason without their prefix; which one a kind of frame meets is told
in the comments of the kernel's include/net/dropreason-core.h.
"""

import contextlib
import os
import socket

from pgtest import frames
from pgtest.procs import entered, run

CLOSED, FILTERED, FULL, LAST = 9, 10, 11, 12
UNKNOWN_PROTOCOL, UNKNOWN_TYPE = 253, b"\x88\xb5"  # for experiments: RFC 3692, IEEE 802
NOBODY = b"\x02\x00\x00\x00\x00\x99"
STRAY = "203.0.113.9"  # routed elsewhere: RFC 5737


def receiver(netns, address, port):
    """A UDP socket."""
    with entered(netns):
        made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((address, port))
    made.settimeout(20)
    return made


def waiting(receiving):
    """How many datagrams a socket holds; it holds none then."""
    count = 0
    receiving.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while receiving.recv(2048):
            count += 1
    return count


@contextlib.contextmanager
def on_one_processor():
    """So that the kernel takes frames in the order they are sent in: each processor has a queue of its own."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def prepare(topology):
    """What makes the agent's host drop: a rule of its firewall, strict reverse paths."""
    rules = f"table inet refused {{ chain in {{ type filter hook input priority 0; udp dport {FILTERED} drop; }}; }}"
    run(*topology.agent("nft", rules))
    for name in ("all", topology["AGENT_IF"]):
        run(*topology.agent("sysctl", "-qw", f"net.ipv4.conf.{name}.rp_filter=1"))
    run(*topology.agent("ip", "route", "add", f"{STRAY}/32", "dev", "lo"))
    # Answers to what nobody asked for would be drops of the node, and wait for a rate limit here.
    run(*topology.agent("sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0"))


def kinds(link, source, target):
    """reason -> [(how many, frame), ...]: several kinds may meet one reason."""
    v6 = ":" in target
    broken = (link[0] + link[1] + UNKNOWN_TYPE).ljust(frames.ETHERNET_LEAST, b"\0")

    def ip(protocol, segment, **how):
        return frames.ip_frame(link, source, target, protocol, segment, **how)

    def udp(port, **how):
        return ip(frames.UDP, frames.udp(source, target, 1000, port, b"refused", **how))

    found = {
        "NO_SOCKET": [(11, udp(CLOSED)), (6, ip(frames.TCP, frames.tcp(source, target, 1000, CLOSED)))],
        "UDP_CSUM": [(7, udp(CLOSED, wrong=True))],
        "TCP_CSUM": [(5, ip(frames.TCP, frames.tcp(source, target, 1000, CLOSED, wrong=True)))],
        "NETFILTER_DROP": [(13, udp(FILTERED))],
        "UNHANDLED_PROTO": [(4, broken)],
        "OTHERHOST": [(9, NOBODY + udp(CLOSED)[6:])],
        "SOCKET_RCVBUFF": [(60, udp(FULL))],
    }
    if not v6:
        stray = frames.udp(STRAY, target, 1000, CLOSED)
        found["IP_NOPROTO"] = [(3, ip(UNKNOWN_PROTOCOL, bytes(20)))]
        found["IP_CSUM"] = [(8, ip(frames.UDP, bytes(20), header_checksum=False))]
        found["IP_RPFILTER"] = [(10, frames.ip_frame(link, STRAY, target, frames.UDP, stray))]
    return found


def send(topology, family):
    """Sends all kinds of one family; reason -> packets that the kernel must have dropped for it."""
    source, target = topology[f"NODE1_{family.upper()}"], topology[f"AGENT_{family.upper()}"]
    link, expected = frames.link_between(topology), {}
    with contextlib.ExitStack() as stack:
        # Nobody reads it, and its queue is short: what it did not take the kernel dropped.
        full = stack.enter_context(receiver(topology["AGENT_NS"], target, FULL))
        full.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        last = stack.enter_context(receiver(topology["AGENT_NS"], target, LAST))
        sender = stack.enter_context(frames.Sender(topology["NODE1_NS"]))
        stack.enter_context(on_one_processor())
        for reason, of in kinds(link, source, target).items():
            expected[reason] = sum(count for count, _ in of)
            for count, frame in of:
                for _ in range(count):
                    sender.send(frame)
        sender.send(frames.ip_frame(link, source, target, frames.UDP, frames.udp(source, target, 1000, LAST, b"last")))
        last.recv(2048)
        expected["SOCKET_RCVBUFF"] -= waiting(full)
    return expected


def overrun(topology):
    """Sends more than the queueing discipline of the agent's interface holds; how many datagrams that lost.

    The discipline goes with the network; counts of the far end are the witness.
    """
    interface, target = topology["AGENT_IF"], topology["NODE1_V4"]
    shape = ("root", "tbf", "rate", "2mbit", "burst", 3000, "limit", 6000)
    run(*topology.agent("tc", "qdisc", "replace", "dev", interface, *shape))
    sent, got = 100, 0
    with receiver(topology["NODE1_NS"], target, LAST) as far:
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        with receiver(topology["AGENT_NS"], topology["AGENT_V4"], LAST) as near:
            near.connect((target, LAST))
            for _ in range(sent):
                # The socket's own limit must not hold back what the discipline is to lose.
                with contextlib.suppress(OSError):
                    near.send(bytes(900))
        # A datagram takes 4 ms at that rate.
        far.settimeout(2)
        with contextlib.suppress(TimeoutError):
            while far.recv(2048):
                got += 1
    return sent - got
