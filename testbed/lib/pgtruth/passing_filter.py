"""Hits of the filter's rules against frames of known number, and a firewall behind it that counts what passed."""

import dataclasses
import json
import time

from pgtest import frames
from pgtest.everything import filtered, mixed, ports, rule
from pgtest.procs import await_true, run

from .passing import FAMILIES, Passing

SUBJECT = "filter-rule"
MANY = 200  # rules that match nothing stand before those that do
IDENT = 88
RATE, BURST, LIMITED = 1, 20, 100

# Before connection tracking and routing: whatever the filter lets pass is counted here.
FIREWALL = """table inet behind {{
  chain seen {{
    type filter hook prerouting priority -400
    udp dport {{ 9, 4000-4020, 5000 }} counter
    tcp dport 4000 counter
    icmp id {ident} counter
    icmpv6 id {ident} counter
  }}
}}
"""


@dataclasses.dataclass
class Case:
    """A rule, and the frames that are subject to it."""

    name: str
    action: str
    leaves: dict
    sources: list
    protocol: int
    port: int
    count: int
    hits: int  # how many of them the rule counts


def cases(family, near, far):
    """near: the agent's address; far: the node's. In the order of the rules."""
    strangers = [f"198.51.100.{n}" if family == "v4" else f"2001:db8:5::{n}" for n in (1, 2, 3)]
    network = "198.51.100.0/24" if family == "v4" else "2001:db8:5::/48"
    host = "32" if family == "v4" else "128"
    icmp = frames.ICMP if family == "v4" else frames.ICMPV6
    udp, tcp = frames.UDP, frames.TCP
    both = {"destination_prefix": f"{near}/{host}"}
    return [
        Case("source", "drop", {"source_prefix": network, "protocol": udp, "destination_port": 9},
             strangers, udp, 9, 31, 31),
        Case("counted", "count", both | {"protocol": tcp, "destination_port": 4000}, [far], tcp, 4000, 17, 17),
        Case("range", "drop", both | {"protocol": udp} | ports(4001, 4010), [far], udp, 4007, 23, 23),
        # The lower order has the packet, though the other's prefix holds it as well.
        Case("first", "drop", {"source_prefix": f"{strangers[0]}/{host}", "protocol": icmp},
             strangers[:1], icmp, 0, 11, 11),
        Case("second", "drop", {"source_prefix": network, "protocol": icmp}, strangers[1:], icmp, 0, 14, 14),
        Case("off", "drop", both | {"protocol": udp, "destination_port": 4020, "enabled": False},
             [far], udp, 4020, 9, 0),
        Case("limited", "rate-limit",
             both | {"protocol": udp, "destination_port": 5000, "rate": RATE, "burst": BURST},
             [far], udp, 5000, LIMITED, LIMITED),
    ]  # fmt: skip


def frame(link, case, source, target, number):
    if case.protocol == frames.UDP:
        segment = frames.udp(source, target, 1000 + number, case.port, bytes(number % 50))
    elif case.protocol == frames.TCP:
        segment = frames.tcp(source, target, 1000 + number, case.port)
    else:
        segment = frames.echo_request(source, target, IDENT, number, bytes(number % 50))
    return frames.ip_frame(link, source, target, case.protocol, segment)


def run_part(hook):
    with Passing("filter", hook) as passing:
        topology = passing.topology
        ends = {f: (topology[f"AGENT_{f.upper()}"], topology[f"NODE1_{f.upper()}"]) for f in FAMILIES}
        wanted = {family: cases(family, *ends[family]) for family in FAMILIES}
        run(*topology.agent("nft", "-f", "-"), stdin=FIREWALL.format(ident=IDENT))
        passing.start(filtered(rules(wanted)))
        began = time.monotonic()
        sent = {family: send(topology, wanted[family], ends[family]) for family in FAMILIES}
        took = time.monotonic() - began
        rows = {row["name"]: row for row in passing.still(lambda: passing.agent.ask("filter"))}
        for family in FAMILIES:
            for case in wanted[family]:
                compare(passing, family, case, sent[family][case.name], rows[f"{case.name}-{family}"], took)
        frames_sent = sum(len(sizes) for of in sent.values() for sizes in of.values())
        dropped = sum(row["dropped"] for row in rows.values())
        # What the firewall behind missed is what the filter dropped, whoever of the rules it was.
        missed = await_true("the firewall counts", lambda: frames_sent - counted(topology), 10)
        passing.compare("both", SUBJECT, "dropped", missed, {"dropped": dropped})
        for row in rows.values():
            if row["name"].startswith("mixed-"):
                passing.compare("both", SUBJECT, "matched", 0, row)
        return passing.lines()


def rules(wanted):
    made = mixed(MANY)
    for family, of in wanted.items():
        for case in of:
            made.append(rule(f"{case.name}-{family}", len(made) + 1, case.action, **case.leaves))
    return made


def send(topology, wanted, ends):
    """name of a case -> octets of each frame sent."""
    link = frames.link_between(topology)
    sizes = {}
    with frames.Sender(topology["NODE1_NS"]) as sender:
        for case in wanted:
            made = [frame(link, case, case.sources[n % len(case.sources)], ends[0], n) for n in range(case.count)]
            for each in made:
                sender.send(each)
            sizes[case.name] = [len(each) for each in made]
    return sizes


def compare(passing, family, case, sizes, row, took):
    octets = sum(sizes) if case.hits else 0
    passing.compare(family, SUBJECT, "matched", case.hits, row)
    passing.compare(family, SUBJECT, "matchedOctets", octets, row)
    if case.action == "rate-limit":
        # The burst passes, and after it what the rate grants while the frames come.
        passing.compare(family, SUBJECT, "dropped", case.count - BURST, row, RATE * took + 1)
        return
    drops = case.action == "drop"
    passing.compare(family, SUBJECT, "dropped", case.hits if drops else 0, row)
    passing.compare(family, SUBJECT, "droppedOctets", octets if drops else 0, row)


def counted(topology):
    ruleset = json.loads(run(*topology.agent("nft", "-j", "list", "ruleset")))["nftables"]
    parts = [part for entry in ruleset if "rule" in entry for part in entry["rule"]["expr"]]
    return sum(part["counter"]["packets"] for part in parts if "counter" in part)
