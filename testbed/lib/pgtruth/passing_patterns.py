"""Scripted floods and a scan must raise and clear, each under its own name and source; ordinary load must not."""

import contextlib
import dataclasses
import threading
import time

from pgtest import frames
from pgtest.everything import PATTERNS
from pgtest.procs import Failed, await_true

from . import attacks, talks
from .passing import FAMILIES, Passing

SUBJECT = "suspect"
RATE = 1000  # packets a second, of each flood
PORTS, SCAN_RATE = 2000, 300
ORDINARY_SECONDS = 6
RAISED_SECONDS, CLEARED_SECONDS = 40, 60


@dataclasses.dataclass
class Attack:
    kind: str
    prefix: str  # the addresses' first part
    rate: int
    frames: object


def attacks_of(family, link, target):
    """One of each kind, each from a network of its own (RFC 5737 and RFC 3849)."""
    nets = ("192.0.2.", "198.51.100.", "203.0.113.", "198.19.5.")
    if family == "v6":
        nets = tuple(f"2001:db8:{n}::" for n in (1, 2, 3, 4))
    flood = [attacks.hosts(net, 50) for net in nets]
    return [
        Attack("syn-flood", nets[0], RATE, attacks.syn_flood(link, flood[0], target)),
        Attack("udp-flood", nets[1], RATE, attacks.udp_flood(link, flood[1], target)),
        Attack("icmp-flood", nets[2], RATE, attacks.icmp_flood(link, flood[2], target)),
        Attack("port-scan", nets[3], SCAN_RATE, attacks.scan(link, flood[3][0], target, PORTS)),
    ]


def run_part(hook, quick):
    with Passing("patterns", hook) as passing:
        talks.prepare(passing.topology)
        passing.start(PATTERNS)
        ordinary(passing)
        for family in ("v4",) if quick else FAMILIES:
            attacked(passing, family)
        return passing.lines()


def suspects(passing):
    passing.agent.check_alive()
    return [row for row in passing.agent.ask("patterns") if "kind" in row]


def ordinary(passing):
    """Load as every host has it, of both families."""
    for family in FAMILIES:
        with contextlib.ExitStack() as stack:
            sides = [stack.enter_context(side) for side in talks.sides(passing.topology, family).values()]
            seen = attacks.ordinary(passing.topology, *sides, ORDINARY_SECONDS)
        if any(line["outcome"] != "closed" for line in seen):
            raise Failed("ordinary connections failed")
    # Whatever had been seen is published by then: nothing is waited for that must not come.
    time.sleep(12)
    for row in suspects(passing):
        passing.say(f"ordinary load is taken for {row['kind']} of {row['source']}: {row['value']} above {row['limit']}")
    passing.compare("both", "patterns", "listed", 0, {"listed": len(suspects(passing))})


def attacked(passing, family):
    topology = passing.topology
    link, target = frames.link_between(topology), topology[f"AGENT_{family.upper()}"]
    wanted = attacks_of(family, link, target)
    over = threading.Event()
    threads = [threading.Thread(target=attack, args=(topology["NODE1_NS"], each, over)) for each in wanted]
    for thread in threads:
        thread.start()
    try:
        raised = await_true("all attacks are seen", lambda: found(passing, wanted, True), RAISED_SECONDS, 0.5)
    except Failed:
        raised = found(passing, wanted, None)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    for each in wanted:
        passing.compare(family, SUBJECT, "active", 1, {"active": int(raised.get(each.kind, {}).get("active", False))})
    try:
        cleared = await_true("all attacks are over", lambda: found(passing, wanted, False), CLEARED_SECONDS, 0.5)
    except Failed:
        cleared = found(passing, wanted, None)
    for each in wanted:
        passing.compare(family, SUBJECT, "active", 0, {"active": int(cleared.get(each.kind, {}).get("active", True))})


def attack(netns, what, over):
    with frames.Sender(netns) as sender:
        sender.send_at(what.rate, iter(lambda: None if over.is_set() else next(what.frames), None))


def found(passing, wanted, active):
    """kind -> row of the attacks' own sources; nothing until all are as asked for. None asks for nothing."""
    rows = {}
    for row in suspects(passing):
        for each in wanted:
            if row["kind"] == each.kind and row["source"].startswith(each.prefix.removesuffix(".").removesuffix("::")):
                rows[each.kind] = row
    as_asked = len(rows) == len(wanted) and all(row["active"] == active for row in rows.values())
    return rows if as_asked or active is None else None
