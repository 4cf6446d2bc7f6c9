"""Scripted floods and a scan must raise and clear, each under its own name and source; ordinary load must not."""

import contextlib
import dataclasses
import threading
import time

from pgtest import frames
from pgtest.procs import Failed, await_true

from . import attacks, talks
from .passing import FAMILIES, Passing

SUBJECT = "suspect"
RATE = 1000  # packets a second, of each flood
PORTS, SCAN_RATE = 2000, 100  # slower than what is a flood of SYNs
INTERVAL, CLEAR_AFTER = 2, 2
LIMIT = 500
ORDINARY_SECONDS = 6
RAISED_SECONDS, CLEARED_SECONDS = 40, 40
# SYN floods and scans by the limits that are the defaults; those of datagrams are far above what is sent here.
WATCH = {
    "pathgauge-patterns:patterns": {
        "enabled": True,
        "interval": INTERVAL,
        "clear-after": CLEAR_AFTER,
        "icmp-flood": {"limit": LIMIT},
        "udp-flood": {"limit": LIMIT},
    }
}


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
        passing.start(WATCH)
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
    # What must not come cannot be awaited: by then, whatever was seen is published.
    time.sleep(2 * INTERVAL + 3)
    for row in suspects(passing):
        passing.say(f"ordinary load is taken for {row['kind']} of {row['source']}: {row['value']} above {row['limit']}")
    passing.compare("both", SUBJECT, "active", 0, {"active": len(suspects(passing))}, 0)


def attacked(passing, family):
    topology = passing.topology
    link, target = frames.link_between(topology), topology[f"AGENT_{family.upper()}"]
    wanted = attacks_of(family, link, target)
    over = threading.Event()
    threads = [threading.Thread(target=attack, args=(topology["NODE1_NS"], each, over)) for each in wanted]
    for thread in threads:
        thread.start()
    try:
        decided(passing, family, wanted, True, RAISED_SECONDS)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    decided(passing, family, wanted, False, CLEARED_SECONDS)


def decided(passing, family, wanted, active, seconds):
    """Waits until all attacks and their alarms are active, or are over, and compares."""
    for subject, rows_of in ((SUBJECT, suspects), ("alarm", alarms)):

        def states(of=rows_of):
            rows = of(passing)
            # Of a source that is listed twice, the newest counts.
            return {each.kind: row["active"] for each in wanted for row in rows if is_of(row, each)}

        with contextlib.suppress(Failed):
            complete = {each.kind: active for each in wanted}
            await_true(f"{subject} {active}", lambda now=states: now() == complete, seconds, 0.5)
        now = states()
        for each in wanted:
            shown = now.get(each.kind)
            if shown != active:
                passing.say(f"{each.kind} of {each.prefix}: {subject} is {shown}, not {active}")
            measured = None if shown is None else int(shown)
            passing.compare(family, subject, "active", int(active), {"active": measured}, 0)


def is_of(row, each):
    """Whether a suspect or an alarm is about an attack's source."""
    named = row.get("kind") == each.kind or row.get("type") == each.kind
    return named and each.prefix.rstrip(".:") in row.get("source", row.get("resource"))


def alarms(passing):
    return [row for row in passing.agent.ask("alarms") if row["kind"] == "pattern"]


def attack(netns, what, over):
    with frames.Sender(netns) as sender:
        sender.send_at(what.rate, iter(lambda: None if over.is_set() else next(what.frames), None))
