"""Up to 65,536 probes at 100,000 packets a second: loss, CPU a packet, memory, against the budgets and fping.

Every size probes the same interval, so that the packets a second grow with the probes: 65,536 at
655 ms are 100,000. The targets are addresses of one node, the same kernel in another namespace,
whose answers are made in the context of whoever sends: its work is part of both figures. CPU is
user and system time of the process, and for ours the run time of its kernel programs once more. With few
probes each packet is a wake-up of its own, with many they share them, so CPU a packet falls and is no
straight line. What is required is that more probes make none of them dearer: CPU a packet at most 10 %
above that of the cheapest smaller size. RSS holds the mapped kernel maps, too, as pages of files. What was
sent is counted by the node's kernel; what was lost, by the agent, from two of its snapshots.

fping numbers its packets with 16 bits that it uses again only after 10 s, so it cannot follow above
6,500 packets a second: there the peer is absent.
"""

import os
import re
import signal
import subprocess
import time

from pgtest import cost
from pgtest.agent import Agent, oid, probe
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, run

from .figures import figure

NAME = "probing"
SIZES = (1000, 4096, 16384, 65536)
INTERVAL_MS = 655
TIMEOUT_MS = 1000
# The compiler, the configuration's datastore and the first slots are behind us then.
SETTLE_SECONDS = 30
SECONDS = 20
FPING_MOST_A_SECOND = 6500
COMMUNITY = "bench"

# The project's own limits: MB are 10^6 octets, MiB 2^20.
RSS_MB = {1000: 110, 65536: 400}
MAPS_MIB = 100
GROWTH = 1.10


def figures(progress):
    measured = {}
    with Topology(1) as topology, cost.bpf_run_times():
        run(*topology.agent("ip", "route", "add", "10.128.0.0/16", "via", topology["NODE1_V4"]))
        # As local addresses of the node they need one neighbour entry, not 65,536.
        run(*topology.node(1, "ip", "route", "add", "local", "10.128.0.0/16", "dev", "lo"))
        for done, size in enumerate(SIZES):
            ours = measure_ours(topology, size)
            peer = measure_fping(topology, size) if packets_a_second(size) < FPING_MOST_A_SECOND else None
            measured[size] = (ours, peer)
            told = f"{size} probes: {ours['rate']:.0f} packets/s, {ours['lost']} lost, {ours['cpu']:.1f} us"
            progress((done + 1) / len(SIZES), told)
    for size, (ours, peer) in measured.items():
        smaller = [other["cpu"] for least, (other, _) in measured.items() if least < size]
        yield from of_size(size, ours, peer, min(smaller, default=None))


def of_size(size, ours, peer, cheapest):
    asked = packets_a_second(size)
    name = f"probing {size:,}"
    yield figure(f"{name}: packets sent (peer: asked)", ours["rate"], asked, ours["rate"] / asked, "1/s", None)
    fping_lost = peer and 1e6 * peer["lost"] / peer["sent"]
    lost = ours["lost_ppm"]
    ratio = lost / fping_lost if fping_lost else None
    yield figure(f"{name}: lost ({verdict(ours['lost'], 0)}; peer: fping)", lost, fping_lost, ratio, "ppm", None)
    yield figure(f"{name}: late by an interval, so unsent", ours["unsent_ppm"], None, None, "ppm", None)
    fping = peer and peer["cpu"]
    ratio = ours["cpu"] / fping if fping else None
    yield figure(f"{name}: CPU a packet (peer: fping)", ours["cpu"], fping, ratio, "us", None)
    for part in ("user", "system", "bpf"):
        fping = peer.get(part) if peer else None
        yield figure(f"{name}: of it {part}", ours[part], fping, ours[part] / fping if fping else None, "us", None)
    if cheapest:
        growth = ours["cpu"] / cheapest
        title = f"{name}: CPU a packet ({verdict(growth, GROWTH)} +10 %; peer: cheapest size with fewer probes)"
        yield figure(title, ours["cpu"], cheapest, growth, "us", None)
    limit = RSS_MB.get(size)
    title = f"{name}: RSS" + (f" ({verdict(ours['rss'], limit)}; peer: limit)" if limit else "")
    yield figure(title, ours["rss"], limit, ours["rss"] / limit if limit else None, "MB", None)
    for part, octets in ours["parts"].items():
        yield figure(f"{name}: of it Rss{part}", octets / 1e6, None, None, "MB", None)
    title = f"{name}: kernel maps ({verdict(ours['maps'], MAPS_MIB)}; peer: limit)"
    yield figure(title, ours["maps"], MAPS_MIB, ours["maps"] / MAPS_MIB, "MiB", None)
    yield figure(f"{name}: latest packet of a second", ours["delay"], None, None, "ms", None)
    yield figure(f"{name}: load average of the machine", ours["load"], None, None, "", None)


def verdict(value, limit):
    return "within" if value <= limit else "OVER"


def packets_a_second(size):
    return size * 1000 / INTERVAL_MS


def address(number):
    return f"10.128.{number >> 8}.{number & 255}"


class Many(Agent):
    """An agent with more probes than its command line should print, asked by SNMP."""

    def document(self, probes):
        document = super().document(probes)
        document["pathgauge-system:agent"]["snmp"]["community"] = [COMMUNITY]
        return document

    def column(self, name):
        """One number of every probe, in order of their indexes."""
        where = f"127.0.0.1:{self.snmp_port}"
        walk = ("snmpbulkwalk", "-m", "", "-v2c", "-c", COMMUNITY, "-Cr50", "-Oqv", "-t5", "-r3", where, oid(name))
        return [int(value) for value in run("nsenter", f"--net=/run/netns/{self.netns}", "--", *walk).split()]

    def scalar(self, name):
        return int(self.snmp("snmpget", "-Oqv", oid(name) + ".0"))

    def counts(self):
        """Columns of one snapshot: packets sent, received and unsent of every probe."""
        self.pin()
        try:
            return [self.column(f"pathGaugeProbe{what}") for what in ("Sent", "Received", "Unsent")]
        finally:
            self.unpin()


def missing(counts):
    """Of every probe, how many packets were sent and not received by then."""
    return [sent - received for sent, received in zip(counts[0], counts[1], strict=True)]


def measure_ours(topology, size):
    probes = [
        probe(f"node-{n:05}", address(n), interval=INTERVAL_MS, timeout=TIMEOUT_MS, samples=False) for n in range(size)
    ]
    limits = {"max-probes": size, "packets-per-second": 110_000}
    with Many(topology["AGENT_NS"], {topology["AGENT_IF"]: "auto"}, probes, limits=limits) as agent:
        await_true("all packets are on their way", lambda: agent.scalar("pathGaugeAgentPacketsSent") > size, 120, 1)
        time.sleep(SETTLE_SECONDS)
        first = agent.counts()
        pid = agent.child.pid
        before = (time.monotonic(), echoes(topology), *cost.processor_seconds(pid), cost.kernel_objects(pid)[1])
        delay = 0
        for _ in range(SECONDS):
            time.sleep(1)
            delay = max(delay, agent.scalar("pathGaugeAgentSendDelayMax"))
        maps, bpf = cost.kernel_objects(pid)
        after = (time.monotonic(), echoes(topology), *cost.processor_seconds(pid), bpf)
        seconds, sent, user, system, bpf = (b - a for a, b in zip(before, after))
        rss, parts = cost.resident_bytes(pid), cost.resident_parts(pid)
        last, again = agent.counts(), agent.counts()
    # A packet that is on its way in one snapshot is not in another.
    lost = sum(min(pair) for pair in zip(missing(last), missing(again), strict=True)) - sum(missing(first))
    counted, unsent = (sum(last[at]) - sum(first[at]) for at in (0, 2))
    micros = 1e6 / sent
    return {
        "rate": sent / seconds,
        "lost": max(0, lost),
        "lost_ppm": 1e6 * max(0, lost) / counted,
        "unsent_ppm": 1e6 * unsent / (unsent + counted),
        "user": user * micros,
        "system": system * micros,
        "bpf": bpf * micros,
        "cpu": (user + system + bpf) * micros,
        "rss": rss / 1e6,
        "parts": parts,
        "load": os.getloadavg()[0],
        "maps": maps / 2**20,
        "delay": delay / 1e4,  # tenths of a microsecond
    }


def echoes(topology):
    """Echo requests that the node's kernel has received."""
    lines = [line.split() for line in run(*topology.node(1, "cat", "/proc/net/snmp")).splitlines()]
    names, values = (line for line in lines if line[0] == "Icmp:")
    return int(values[names.index("InEchos")])


def measure_fping(topology, size):
    """The same targets at the same interval; fping without output but its summary."""
    count = round(SECONDS * 1000 / INTERVAL_MS)
    targets = "".join(f"{address(n)}\n" for n in range(size))
    options = ("-q", "-c", count, "-p", INTERVAL_MS, "-i", "0.01", "-t", TIMEOUT_MS, "-b", 56)
    command = [str(part) for part in topology.agent("fping", *options)]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        started.stdin.write(targets.encode())
        started.stdin.close()
        # It writes its summary at the end, and the pipe is read to its end, so it can never be full.
        summary = started.stderr.read().decode()
        _, status, used = os.wait4(started.pid, 0)
    except BaseException:
        started.send_signal(signal.SIGKILL)
        started.wait()
        raise
    started.returncode = os.waitstatus_to_exitcode(status)
    counts = [(int(sent), int(received)) for sent, received in re.findall(r"xmt/rcv/%loss = (\d+)/(\d+)", summary)]
    sent, received = (sum(column) for column in zip(*counts)) if counts else (0, 0)
    if not sent:
        raise Failed(f"fping sent nothing: {summary[-300:]}")
    micros = 1e6 / sent
    return {
        "sent": sent,
        "lost": sent - received,
        "user": used.ru_utime * micros,
        "system": used.ru_stime * micros,
        "cpu": (used.ru_utime + used.ru_stime) * micros,
    }
