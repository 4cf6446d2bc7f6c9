"""Every value of every view of one pinned snapshot is the same, paired through the catalogue of metrics.

The agent gets traffic that makes as many quantities as possible differ from zero: two probes through a dropper and a relay
that delays, doubles and reorders, probes whose target is unreachable or silent, disabled, unresolved and oddly named ones,
alarms raised and cleared, and an interface that takes no program; connections over TCP in both directions, refused and reset
ones among them, whose owner is a unit, and more peers than there are rows; packets that pose as the agent's; drops of queues
and tunnels; receivers of notifications that acknowledge late, never, or want none.
"""

import contextlib
import os
import pathlib
import tempfile
import unittest
from collections import Counter

from pgtest.agent import Agent, oid, probe, threshold
from pgtest.agreement import Agreement
from pgtest.catalogue import Catalogue
from pgtest.everything import filtered, ports, rule
from pgtest.mibtext import MibText
from pgtest.network import Topology
from pgtest.procs import REPO, Child, await_true, in_netns, run
from pgtest.snmptable import Snmpd, value_of
from pgtest.views import Reading, read_mib, read_openmetrics, read_show, read_yang
from pgtruth.conversation import planned
from pgtruth.oddities import Oddities, receiver
from pgtruth.talks import sides

# Documentation prefixes (RFC 5737, RFC 3849) behind node 1, which has no route to the first, forbids the second and swallows
# the third. The agent itself has no route to the fourth.
NOWHERE_V4 = "198.51.100.1"
NOWHERE_V6 = "2001:db8::1"
SILENT_V4 = "203.0.113.1"
NO_WAY_V4 = "192.0.2.1"
EXPORTER = {
    "enabled": True,
    "listen": [{"address": "127.0.0.1", "port": 9832}],
    "window": ["10s", "1min", "5min", "15min"],
}
PATTERNS = {
    "pathgauge-patterns:patterns": {
        "enabled": True,
        "interval": 5,
        "ipv4-prefix-length": 32,
        "port-scan": {"limit": 30, "clear-limit": 10},
        "automatic-rule": {"enabled": True, "action": "count", "expiry": 3600},
    }
}
SHELF = {
    "pathgauge-alarms:alarms": {
        "control": {"alarm-shelving": {"shelf": [{"name": "known", "resource": ["no route 4"]}]}}
    }
}
TCP = {
    "pathgauge-tcp:tcp": {
        "enabled": True,
        "prefix": ["198.18.0.0/15"],
        "namespace": ["self", "absent"],
        "max-rows": 64,
        "threshold": [threshold("failing", "failed-connections", 1, 0)],
    }
}
DROPS = {"pathgauge-drops:drops": {"enabled": True, "other-namespaces": True}}
LIMITED = (7007, 7009)  # ports of datagrams, of which a rule lets few pass
ODD_NAME = """o:d "d" & <n>,[a]='m'/e.#\\\\%"""

# What this test cannot bring about; all else must have been compared.
UNSEEN = {
    # Needs 1,000 packets in a window, which a probe sends in 100 seconds at the soonest.
    "window.rtt-p99.9",
    # Needs a second subagent with the same objects.
    "agentx-subtree.problem",
}


COMMUNITY = "receivers"
INFORM = {"address": "127.0.0.1", "community": COMMUNITY, "notify-type": "inform"}


def targets(port):
    """Receivers of every fate: one that acknowledges, though not at once; one that never does; one that wants nothing; one
    that nothing can be sent to, so that its last error has a value."""
    return [
        INFORM | {"name": "heard", "port": port, "timeout": 10, "retries": 100},
        INFORM | {"name": "deaf", "port": 9, "timeout": 360000},
        INFORM | {"name": "picky", "port": 9, "filter": {"resource": ["nothing"]}},
        {"name": "unrouted", "address": "203.0.113.200", "community": COMMUNITY},
    ]


def probes_of(topology):
    fast = {"interval": 100, "timeout": 800, "samples": True}
    dead = {"interval": 500, "timeout": 300, "samples": True}
    v4, v6 = topology["NODE1_V4"], topology["NODE1_V6"]
    return [
        probe("v4", v4, **fast, dscp=46, ttl=9, size=200, threshold=[
            threshold("some loss", "loss", 10000, 0),
            threshold("slow", "rtt-p50", 1000, 10),
            threshold("tail", "rtt-p99", 1000, 10, severity="critical"),
            threshold("shaky", "rfc3550-jitter", 10, 5, severity="minor"),
        ]),
        probe("v6", v6, **fast, family="ipv6", source_address=topology["AGENT_V6"],
              source_interface=topology["AGENT_IF"]),
        probe(ODD_NAME, v4, interval=1000, timeout=200, samples=False),
        # Nobody listens on the discard port: refused, which is an answer.
        probe("syn", v4, type="tcp-syn", port=9, **fast),
        probe("no route 4", NOWHERE_V4, **dead, threshold=[
            {"name": "gone", "metric": "unreachable", "window": "10s", "severity": "warning"},
        ]),
        probe("no route 6", NOWHERE_V6, **dead),
        probe("no way out", NO_WAY_V4, **dead),
        probe("silent", SILENT_V4, **dead),
        probe("off", v4, enabled=False, samples=True),
        probe("unresolved", "nowhere.invalid", interval=3600000, samples=False),
    ]  # fmt: skip


def guarded(topology):
    """Configured rules with all that a rule can have, and thresholds on one and on the interface."""
    both = {"source_prefix": f"{topology['NODE1_V4']}/32", "destination_prefix": f"{topology['AGENT_V4']}/32"}
    hits = {"threshold": [threshold("hit", "rule-hits", 1, 0)]}
    limited = both | {"protocol": 17, "source_port": 1024, "source_port_last": 65535} | ports(*LIMITED) | hits
    return filtered([
        rule("limited", 10, "rate-limit", rate=1, burst=2, interface=topology["AGENT_IF"], **limited),
        rule("off", 20, enabled=False, force=True, source_prefix="2001:db8:9::/48"),
        rule("refused pings", 30, "count", protocol=1, source_prefix="198.51.100.0/24"),
        rule("nowhere", 40, interface="absent", source_prefix="198.51.100.0/24"),
    ]) | {
        "pathgauge-xdp:interfaces": {
            "interface": [
                {"name": topology["AGENT_IF"], "ingress-hook": "xdp-native",
                 "threshold": [threshold("ingress", "ingress-drops", 1, 0), threshold("kernel", "kernel-drops", 1, 0)]},
                {"name": "lo", "ingress-hook": "xdp-native"},
            ]
        }
    }  # fmt: skip


@contextlib.contextmanager
def network():
    """One node behind a relay and a dropper, which forwards to nowhere."""
    with Topology(1, "--relay") as topology:
        topology.relay("--delay", 0)
        for name in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
            run(*topology.node(1, "sysctl", "-qw", f"{name}=1"))
        # As many errors as probes: the host's limit is one a second and target.
        run(*topology.node(1, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0"))
        run(*topology.agent("ip", "route", "add", NOWHERE_V4, "via", topology["NODE1_V4"]))
        run(*topology.node(1, "ip", "route", "add", "blackhole", SILENT_V4))
        run(*topology.node(1, "ip", "-6", "route", "add", "prohibit", NOWHERE_V6))
        run(*topology.agent("ip", "route", "add", SILENT_V4, "via", topology["NODE1_V4"]))
        run(*topology.agent("ip", "-6", "route", "add", NOWHERE_V6, "via", topology["NODE1_V6"]))
        topology.relay("--match", "echo", "--seed", 11, "--delay", 2000, "--back", "--jitter", "uniform,500",
                       "--duplicate", 0.1, "--swap", 0.1, "--straggle", "0.05,900000")  # fmt: skip
        topology.drop("--every", 9)
        yield topology


@contextlib.contextmanager
def unit():
    """Has commands run in a control group that is named like a unit of systemd."""
    mounts = (line.split(" - ") for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines())
    root = next(pathlib.Path(mount.split()[4]) for mount, kind in mounts if kind.startswith("cgroup2 "))
    group = root / f"pg{os.getpid()}.service"
    group.mkdir()
    try:
        yield lambda *command: ("sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh", *command)
    finally:
        await_true("the unit has ended", lambda: not (group / "cgroup.procs").read_text(), 20)
        group.rmdir()


def converse(topology, within):
    """Connections in both directions over both families; enough of one kind for every percentile. One is never answered."""
    # Long enough for a second SYN.
    attempt = f"import socket; s = socket.socket(); s.settimeout(2.5); s.connect_ex(('{SILENT_V4}', 9))"
    plans = [planned(7000, 200, 3000, "client")] * 110 + [planned(7001, 1, 70_000, "server")] * 3
    plans += [planned(7002, 10, 10, "reset")] * 2 + [planned(7003, 0, 0, "none")]
    with Child(*topology.agent("python3", "-c", attempt)) as unanswered:
        for family in ("v4", "v6"):
            for side in sides(topology, family, within).values():
                with side:
                    side.serve(plans)
                    side.talk(plans)
                    side.talked()
        await_true("the attempt without an answer is given up", lambda: not unanswered.alive(), 20)


def held(topology):
    """A connection that is open while the context lasts."""
    both = (
        "import socket, time\n"
        f"server = socket.create_server(('{topology['AGENT_V4']}', 7010))\n"
        "client = socket.create_connection(server.getsockname())\n"
        "time.sleep(3600)"
    )
    return Child(*topology.agent("python3", "-c", both))


def drop_packets(topology):
    """Drops of every kind: by a queue's counters, by reason, and by somebody else's XDP program that fails."""
    source = REPO / "bpf" / "src" / "test" / "bpf" / "failing.bpf.c"
    send = (
        "import contextlib, socket\n"
        "s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
        "s.bind(('pgx1', 0))\n"
        "for kind in (b'\\x88\\xb5', b'\\x88\\xb6') * 3:\n"
        "    with contextlib.suppress(OSError): s.send(bytes(12) + kind + bytes(46))"
    )
    with tempfile.TemporaryDirectory(prefix="pgdrop") as folder:
        run(str(REPO / "bpf" / "src" / "main" / "scripts" / "compile-bpf"), folder, str(source))
        run(*topology.agent("ip", "link", "add", "pgx0", "type", "veth", "peer", "name", "pgx1"))
        run(*topology.agent("ip", "link", "set", "pgx0", "xdp", "object", f"{folder}/failing.bpf.o", "section", "xdp"))
    for name in ("pgx0", "pgx1"):
        run(*topology.agent("ip", "link", "set", name, "up"))
    run(*topology.agent("python3", "-c", send))
    # The first frames are its burst, some wait for good, and there is no room for the rest.
    shape = ("root", "tbf", "rate", "8bit", "burst", 150, "limit", 150)
    run(*topology.agent("tc", "qdisc", "add", "dev", "pgx1", *shape))
    run(*topology.agent("python3", "-c", send))
    # Nobody tells it where to send to; and if told so, there is no way.
    for name, remote in (("pgx2", ()), ("pgx3", ("remote", NO_WAY_V4))):
        kind = ("type", "vxlan", "id", name[-1], "dstport", 4789, *remote)
        run(*topology.agent("ip", "link", "add", name, *kind))
        run(*topology.agent("ip", "link", "set", name, "up"))
        run(*topology.agent("python3", "-c", send.replace("pgx1", name)))


def crowd(topology):
    """Connects to more services than the table of TCP has rows, all of which refuse."""
    knock = (
        "import socket\n"
        "socket.setdefaulttimeout(1)\n"
        f"for port in range(20000, 20100): socket.socket().connect_ex(('{topology['NODE1_V4']}', port))"
    )
    run(*topology.agent("python3", "-c", knock))


def scan(topology, count):
    """Knocks at ports of the agent's host where nobody listens, and sends what a rule limits."""
    knock = (
        "import socket\n"
        "socket.setdefaulttimeout(1)\n"
        f"for port in range(20000, 20000 + {count}):\n"
        f"    socket.socket().connect_ex(('{topology['AGENT_V4']}', port))\n"
        "    socket.socket(type=socket.SOCK_DGRAM).sendto(bytes(20),"
        f" ('{topology['AGENT_V4']}', {LIMITED[0]} + port % {1 + LIMITED[1] - LIMITED[0]}))"
    )
    run(*topology.node(1, "python3", "-c", knock))


class AgreementTest(unittest.TestCase):
    def test_all_views_of_one_snapshot(self):
        catalogue, mib = Catalogue(), MibText()
        with network() as topology:
            probes = probes_of(topology)
            extra = TCP | PATTERNS | SHELF | DROPS | guarded(topology)
            with (
                tempfile.TemporaryDirectory(prefix="pgmaster") as folder,
                receiver(topology["AGENT_NS"], COMMUNITY, 3) as port,
                Agent(
                    topology["AGENT_NS"],
                    {},
                    probes,
                    openmetrics=EXPORTER,
                    extra=extra,
                    snmp={"agentx": {"enabled": True, "socket": f"{folder}/master", "reconnect-delay-max": 1},
                          "target": targets(port)},
                ) as agent,
                # Later than the agent, which therefore has failed to find it before.
                Snmpd(folder, "master agentx", f"agentXSocket {folder}/master") as master,
                unit() as within,
                held(topology),
                Oddities(topology, topology["NODE1_V4"]) as oddities,
            ):
                drop_packets(topology)
                crowd(topology)
                oddities.send(SILENT_V4)
                self.await_alarm(agent, "some loss", True)
                self.ask_oddly(agent, master)
                # Raised alarms stay; this one clears when nothing is lost any more.
                topology.drop("--none")
                topology.relay("--match", "echo", "--seed", 11, "--delay", 2000, "--back", "--duplicate", 0.1)
                self.await_alarm(agent, "some loss", False)
                oddities.repeat()
                self.acknowledge(agent)
                # What a slow host has no value of in one minute, such as a percentile of too few samples, it has in another.
                seen, telling = Counter(), set()
                for _ in range(3):
                    agreement = self.compare(agent, catalogue, mib, lambda: self.pin(agent, topology, within))
                    seen.update(agreement.compared)
                    telling |= agreement.telling
                    unseen = set(agreement.never_compared()) - set(seen) - UNSEEN
                    if not unseen:
                        break
        self.assertFalse(sorted(unseen), "the traffic of this test gave these no value in two views")
        print(f"{sum(seen.values())} values of {len(seen)} quantities agree; only 0 or nothing was seen of:")
        print(", ".join(sorted(set(seen) - telling)))

    def compare(self, agent, catalogue, mib, pin):
        """Reads one snapshot in every view, which must all say the same."""
        pinned = pin()
        readings = [
            read_mib(agent, catalogue, mib),
            read_yang(agent, catalogue),
            read_show(agent, catalogue),
            read_openmetrics(agent, catalogue),
        ]
        self.assertEqual(pinned, agent.show("alarms")["snapshot"])
        agent.unpin()
        agreement = Agreement(catalogue, mib, readings)
        first = "\n".join(agreement.faults[:60])
        self.assertFalse(agreement.faults, f"{len(agreement.faults)} disagreements, the first of them:\n{first}")
        return agreement

    def pin(self, agent, topology, within):
        """Holds a snapshot whose minute has connections, while a scan is known; its number."""
        for _ in range(4):
            converse(topology, within)
            await_true("a minute holds the connections", lambda: self.has_connections(agent), 60, every=0.5)
            self.await_suspect(agent, topology)
            pinned = agent.pin()
            # A slow host may find the scan only when that minute is over.
            if self.has_connections(agent):
                return pinned
            agent.unpin()
        return self.fail("the minute of the connections was over each time before the scan was found")

    def has_connections(self, agent):
        agent.check_alive()
        windows = [row["windows"].get("1min", {}) for row in agent.ask("tcp")]
        return sum(w.get("connectP99Nanos") is not None for w in windows) >= 2

    def await_suspect(self, agent, topology):
        """Until a scan is found in one interval, and its rule has dropped some of it, however slow the host is."""

        def there():
            agent.check_alive()
            scan(topology, 60)
            ruled = [suspect for suspect in agent.ask("patterns") if suspect["active"] and suspect.get("rule")]
            hit = {row["name"] for row in agent.ask("filter") if "last" in row}
            return ruled and "limited" in hit and len(hit) > 1 and agent.ask("shelved")

        await_true("a scanner is known by a rule, and an alarm lies on its shelf", there, 60, every=0.5)

    def ask_oddly(self, agent, master):
        """Asks the agent as a user that it does not know, and by way of its master."""
        name = f"{oid('pathGaugeAgentActiveAlarms')}.0"
        stranger = ("snmpget", "-v3", "-l", "noAuthNoPriv", "-u", "stranger", f"127.0.0.1:{agent.snmp_port}", name)
        run(*in_netns(agent.netns, *stranger), check=False)
        await_true("the agent answers its master", lambda: "Gauge32" in value_of(master.port, name), 20)

    def acknowledge(self, agent):
        (raised, *_) = [a for a in agent.show("alarms")["alarms"] if a["active"]]
        agent.pathgauge("alarm", "ack", raised["id"], "known since Monday")
        await_true(
            "somebody has acknowledged an alarm",
            lambda: [a for a in agent.ask("alarms") if a.get("operatorState") == "ack"],
            20,
        )

    def await_alarm(self, agent, name, active):
        def there():
            agent.check_alive()
            return [a for a in agent.ask("alarms") if a.get("threshold") == name and a["active"] == active]

        await_true(f"alarm {name!r} is {'raised' if active else 'cleared'}", there, 90, every=1)


class ComparisonTest(unittest.TestCase):
    """The comparison itself: what differs by more than the catalogue allows is found and named."""

    WINDOW = ("p", "1min")
    VALUES = {
        "window.rtt-min": {"mib": 12346, "yang": "1234567", "show": 1234567, "openmetrics": 0.001234567},
        "window.ipdv-min": {"mib": -2, "yang": "-150", "show": -150, "openmetrics": -1.5e-7},
        "window.loss-ratio": {"mib": 20000, "yang": "20000", "show": 20000, "openmetrics": 0.02},
        "window.start": {
            "mib": bytes([7, 234, 11, 23, 4, 5, 6, 7]) + b"+\0\0",
            "yang": "2026-11-23T04:05:06.789Z",
            "show": "2026-11-23T04:05:06.789Z",
            "openmetrics": 1795406706.789,
        },
        "window.rtt-p99-infinite": {"mib": b"\x10", "yang": "true", "show": True, "openmetrics": True},
    }

    def faults(self, **changed):
        """Of readings that agree but for some values: entry with _ for . and - -> view and value, None for absent."""
        readings = {view: Reading(view) for view in ("mib", "yang", "show", "openmetrics")}
        for entry, values in self.VALUES.items():
            values = values | changed.get(entry.replace(".", "_").replace("-", "_"), {})
            for view, value in values.items():
                if value is not None:
                    readings[view].add("window", self.WINDOW, entry, value)
        bucket = {"total-rtt-histogram.count": "3", "total-rtt-histogram.upper-bound": "65536"}
        readings["yang"].rows["total-rtt-histogram"][("p", "40")] = bucket
        classic = {6.5536e-05: 3, float("inf"): 3} | changed.get("classic", {})
        readings["openmetrics"].buckets["total-rtt-histogram"][("p",)] = classic
        readings["openmetrics"].add("probe", ("p",), "probe.rtt-histogram-count", 3.0)
        readings["show"].left_over += changed.get("left", [])
        return Agreement(Catalogue(), MibText(), readings.values()).faults

    def new_faults(self, **changed):
        """Those that the change brings: the rows are parts of rows, so some are there without it."""
        return sorted(set(self.faults(**changed)) - set(self.faults()))

    def test_equal_values_agree(self):
        ours = [fault for fault in self.faults() if fault.split()[0] in self.VALUES or "total-rtt" in fault]
        self.assertEqual([], [fault for fault in ours if not fault.startswith("total-rtt-histogram.")])

    def test_unit_wrong_by_one_is_found(self):
        for changed in (
            {"window_rtt_min": {"mib": 12345}},
            {"window_rtt_min": {"show": 1234568}},
            {"window_rtt_min": {"openmetrics": 0.001234568}},
            {"window_ipdv_min": {"mib": -1}},
            {"window_loss_ratio": {"openmetrics": 0.020001}},
            {"window_start": {"mib": bytes([7, 234, 11, 23, 4, 5, 6, 8]) + b"+\0\0"}},
            {"window_rtt_p99_infinite": {"mib": b"\x08"}},
            {"classic": {6.5536e-05: 2}},
        ):
            with self.subTest(changed):
                self.assertEqual(1, len(self.new_faults(**changed)), self.new_faults(**changed))

    def test_what_one_view_lacks_is_found(self):
        (fault,) = self.new_faults(window_rtt_min={"show": None})
        self.assertIn("window.rtt-min of p/1min: not in show", fault)

    def test_what_no_entry_names_is_found(self):
        (fault,) = self.new_faults(left=["probes.0.new = 1"])
        self.assertIn("probes.0.new = 1", fault)
