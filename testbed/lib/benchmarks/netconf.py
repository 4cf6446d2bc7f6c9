"""NETCONF of the packaged agent: set-up, gets, edits validated and on the disk, many sessions, memory, start to hello.

The peer is netopeer2 2.4.5 with sysrepo, which Debian 12 has no package of: its figures are those of one run on another
machine, with other models of like size, so read the ratios as orders of magnitude. Where netopeer2 has no figure the peer
is the limit that the project set itself, and the name says so. The client is paramiko, whose own work is included.
"""

import os
import statistics
import time

from pgtest.agent import ALL_PERMITTED, probe
from pgtest.network import Topology
from pgtest.procs import REPO, Failed, run
from pgtest.rawnetconf import RawSession

from .figures import against_limit, figure
from .footprint import Footprint

NAME = "netconf"
PROBES = "urn:pathgauge:yang:pathgauge-probes"
FEW, MANY = 50, 1000
ROWS = 100_000
SESSIONS = 50
SET_UPS = 15
SMALL_GETS = 300
LARGE_GETS = 10
EDITS = 120
STARTS = 5
# The just-in-time compiler is at work in the first calls, as it is in no agent in service.
WARM_UP = 50


def figures(progress):
    with Topology(1) as topology:
        yield from few(topology, lambda share, what="": progress(0.5 * share, what))
        yield from many(topology, lambda share, what="": progress(0.5 + 0.45 * share, what))
    yield from synthetic()
    progress(1)


def agent_of(topology, probes):
    entries = [probe(f"node-{n:04}", topology["NODE1_V4"], interval=1000) for n in range(probes)]
    return Footprint(topology["AGENT_NS"], {topology["AGENT_IF"]: "auto"}, entries, extra=ALL_PERMITTED)


def few(topology, progress):
    with agent_of(topology, FEW) as agent:
        # The first start learns what later ones reuse: hash of the checked file, host key.
        agent.seconds_to(agent.first_hello)
        agent.stop()
        starts = []
        for number in range(STARTS):
            starts.append(agent.seconds_to(agent.first_hello))
            progress(0.5 * (number + 1) / STARTS, f"hello after {starts[-1]:.2f} s")
            if number < STARTS - 1:
                agent.stop()
        yield against_limit("netconf start to hello, AOT cache (peer: limit)", starts, 1.5, "s")
        set_ups = []
        for number in range(WARM_UP // 10 + SET_UPS):
            began = time.monotonic()
            RawSession(agent).close()
            set_ups.append(1000 * (time.monotonic() - began))
            progress(0.5 + 0.2 * number / SET_UPS)
        yield theirs("set-up of a session", set_ups[-SET_UPS:], 72, "ms")
        with RawSession(agent) as session:
            small = f'<get-config><source><running/></source><filter><probes xmlns="{PROBES}"><probe>' + (
                "<name>node-0007</name></probe></probes></filter></get-config>"
            )
            if b"node-0007" not in session.rpc(small):
                raise Failed("the probe that was asked for is not in the reply")
            yield theirs("get-config of one entry", timed(session, lambda _: small, SMALL_GETS), 0.57, "ms")
            times = timed(session, edit, EDITS)
            yield theirs(f"edit-config, {FEW} probes, validated, on the disk", times, 15.8, "ms")
            yield against_limit(f"netconf edit-config, {FEW} probes (peer: limit)", times, 5, "ms")
            yield from disk(agent, FEW, times)
        progress(1)


def many(topology, progress):
    with agent_of(topology, MANY) as agent:
        agent.seconds_to(agent.first_hello)
        with RawSession(agent) as session:
            config = "<get-config><source><running/></source></get-config>"
            state = f'<get><filter><probes xmlns="{PROBES}"><probe><name/><state/></probe></probes></filter></get>'
            whole = f'<get><filter><probes xmlns="{PROBES}"/></filter></get>'
            for request in (config, state):
                entries = session.rpc(request).count(b"<probe>")
                if entries != MANY:
                    raise Failed(f"{entries} entries instead of {MANY}: {request}")
            yield theirs("get-config of 1,000 entries", timed(session, lambda _: config, LARGE_GETS), 47, "ms")
            progress(0.2)
            yield theirs("get of the state of 1,000 entries", timed(session, lambda _: state, LARGE_GETS), 19, "ms")
            size = len(session.rpc(whole)) / 1e6
            times = timed(session, lambda _: whole, 3, warm_up=1)
            yield alone(f"get of all of 1,000 probes, {size:.1f} MB", times, "ms")
            progress(0.4)
            times = timed(session, edit, EDITS // 4)
            yield alone(f"edit-config, {MANY} probes, validated, on the disk", times, "ms")
            yield from disk(agent, MANY, times)
        progress(0.6)
        began = time.monotonic()
        sessions = []
        try:
            for _ in range(SESSIONS):
                sessions.append(RawSession(agent))
            opened = time.monotonic() - began
            for session in sessions:
                session.rpc('<get><filter><none xmlns=""/></filter></get>')
            rss = agent.rss_megabytes()
        finally:
            for session in sessions:
                session.close()
        yield theirs(f"{SESSIONS} sessions opened, one after the other", [opened], 2.5, "s")
        yield theirs(f"RSS, {MANY} probes, {SESSIONS} sessions open", [rss], 26.2, "MB")
        progress(1)


def disk(agent, probes, edits):
    """What of an edit this disk takes: the agent's file written beside it as the agent does, and nothing else done."""
    content = agent.config.read_bytes()
    fresh, name = agent.folder / "disk.new", agent.folder / "disk"
    folder = os.open(agent.folder, os.O_RDONLY)
    times = []
    try:
        for _ in range(EDITS // 4):
            began = time.monotonic()
            with open(fresh, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.rename(fresh, name)
            os.fsync(folder)
            times.append(1000 * (time.monotonic() - began))
    finally:
        os.close(folder)
    yield alone(f"the disk's part of it, {probes} probes: file and folder to the disk, p50", times, "ms")
    rest = statistics.median(edits) - statistics.median(times)
    yield figure(f"netconf edit-config less the disk's part, {probes} probes", rest, None, None, "ms", None)


def synthetic():
    """Rows that no agent has, made and framed as a reply in a JVM of their own and written to nowhere."""
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else "java"
    at = f"{REPO}/agent/target"
    flags = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m")
    path = f"{at}/test-classes:{at}/pathgauge/lib/*"
    output = run(java, *flags, "-cp", path, "org.pathgauge.netconf.SyntheticRows", ROWS)
    seconds, size, growth = (float(word) for word in output.splitlines()[-1].split())
    yield alone(f"{ROWS:,} synthetic rows, {size / 1e6:.1f} MB", [1000 * seconds], "ms")
    limit = 16 * 1.048576
    yield against_limit(f"netconf heap for {ROWS:,} rows over idle (peer: limit)", [growth / 1e6], limit, "MB")


def edit(number):
    """Another value each time, so that each edit changes something."""
    return (
        f'<edit-config><target><running/></target><config><probes xmlns="{PROBES}"><probe><name>node-0001</name>'
        f"<timeout>{500 + number}</timeout></probe></probes></config></edit-config>"
    )


def timed(session, request, count, warm_up=None):
    """Milliseconds of each of so many requests; request(number) makes one."""
    warm_up = min(WARM_UP, count) if warm_up is None else warm_up
    times = []
    for number in range(-warm_up, count):
        began = time.monotonic()
        session.rpc(request(number + warm_up))
        times.append(1000 * (time.monotonic() - began))
    return times[warm_up:]


def theirs(what, values, peer, unit):
    return against_limit(f"netconf {what} (peer: netopeer2 elsewhere)", values, peer, unit)


def alone(what, values, unit):
    return figure(f"netconf {what}", statistics.median(values), None, None, unit, (min(values), max(values)))
