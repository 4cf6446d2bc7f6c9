"""One run at one ingress hook: network, agent, breakage, captures, and then the comparison."""

import collections
import contextlib
import ipaddress
import json
import sys
import time

from pgtest.agent import Agent, probe
from pgtest.capture import Capture
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, run

from . import compare, packets
from .course import Course
from .inject import Injector, inject
from .report import Bounds, Report
from .settings import FAMILIES, TIMEOUT_MS, draw

SLOT_NS = 10 * 10**9
LENGTHS = ("10s", "1min")  # a run is too short for the others
SETTLE_NS = 2_500_000_000  # behind a slot's end: timeout, and two ticks
EXTRA_SLOTS = 3  # waited for when the witness doubted all slots for some metric
RESULTS = 1000
# The agent keeps a stamp at least this long (docs/metrics.md, Budgets).
MEMORY_NS = (2 * TIMEOUT_MS + 2000) * 10**6
QUIET_NS = 2 * 10**9
NEVER_DOUBTED = ("window.sent", "window.late", "window.duplicates")


class HookRun:
    """Runs the packaged agent at one hook with the settings of a seed."""

    def __init__(self, hook, seed, slots):
        self.hook = hook
        self.slots = slots
        self.settings = draw(seed, hook)
        self.bounds = Bounds()
        self.windows = {}  # (probe, length, start) -> window
        self.totals_then = {}  # (probe, start of the newest slot) -> totals of the same snapshot
        self.unsent_then = []  # (time of a snapshot, probe -> not sent so far)
        self.results = collections.defaultdict(dict)  # probe -> sequence -> (sent, outcome, rtt)

    def say(self, text):
        print(f"{self.hook}: {text}", file=sys.stderr, flush=True)

    def run(self):
        """All comparisons as JSON lines' objects."""
        self.say(self.settings.told())
        with contextlib.ExitStack() as stack:
            self.topology = stack.enter_context(Topology(1, "--relay"))
            if self.settings.dropper:
                self.topology.drop(*self.settings.dropper)
            self.topology.relay(*self.settings.relay)
            self.near = stack.enter_context(self.capture("AGENT_NS", self.topology["AGENT_IF"]))
            self.far = stack.enter_context(self.capture("RELAY_NS", "a"))
            self.agent = stack.enter_context(self.make_agent())
            shown = self.interface()
            if shown.get("hook") != self.hook:
                raise Failed(f"the agent is not at {self.hook}: {shown['problem']}")
            self.measure()
            with Injector(self.topology["RELAY_NS"], "a") as injector:
                # On a busy machine the newest captured reply may be too old already: then a newer one is awaited.
                self.injected = await_true(
                    "bad replies are injected",
                    lambda: inject(injector, self.far.path, self.strangers()),
                    30,
                    every=0.3,
                )
            self.freeze()
            self.near.stop()
            self.far.stop()
            return self.compare()

    def capture(self, netns, interface):
        return Capture(self.topology[netns], interface, snap=2000, immediate=False)

    def make_agent(self):
        probes = [
            probe(name, self.target(family), interval=interval, timeout=TIMEOUT_MS, size=size)
            for name, (family, interval, size) in self.settings.probes.items()
        ]
        hooks = {self.topology["AGENT_IF"]: self.hook}
        return Agent(self.topology["AGENT_NS"], hooks, probes, limits={"results": RESULTS})

    def target(self, family):
        return self.topology[f"NODE1_{family.upper()}"]

    def strangers(self):
        """family -> addresses of nobody and of a router that is not there, as octets."""
        nodes = {family: ipaddress.ip_address(self.target(family)) for family in FAMILIES}
        return {family: ((node + 60).packed, (node + 61).packed) for family, node in nodes.items()}

    def interface(self):
        return self.agent.show("interfaces")["interfaces"][0]

    def measure(self):
        """Lets slots become complete and keeps their windows and results."""
        seen = set()
        end = (time.time_ns() // SLOT_NS + 1) * SLOT_NS
        while len(seen) < self.slots or (len(seen) < self.slots + EXTRA_SLOTS and not self.enough()):
            await_true("the slot is complete", lambda until=end: time.time_ns() > until + SETTLE_NS, 15)
            newest = self.read(end - SLOT_NS)
            seen.add(newest)
            end = max(end, newest + SLOT_NS) + SLOT_NS

    def enough(self):
        """Whether the witness could judge something of each metric; else another slot is waited for."""
        _, reports = self.judged(*self.captured())
        return all(report.has(metric) for report in reports.values() for metric in NEVER_DOUBTED)

    def read(self, start):
        """Keeps the windows that begin at start or later, ns, and all results; when the last of them begins."""

        def published():
            self.agent.check_alive()
            shown = self.agent.show("probes", "--results")
            windows = [p["windows"].get("10s") for p in shown["probes"]]
            return all(w and compare.nanos(w["start"]) >= start for w in windows) and shown

        begun = []
        unsent = {}
        whole = await_true("the slot's windows are published", published, 20, every=1)
        for shown in whole["probes"]:
            unsent[shown["name"]] = shown["totals"]["unsent"]
            for length in LENGTHS:
                window = shown["windows"].get(length)
                if window:
                    self.windows[(shown["name"], length, window["start"])] = window
            newest = shown["windows"]["10s"]["start"]
            self.totals_then[(shown["name"], newest)] = shown["totals"]
            self.keep_results(shown)
            begun.append(compare.nanos(newest))
        self.unsent_then.append((compare.nanos(whole["time"]), unsent))
        return min(begun)

    def keep_results(self, shown):
        kept = self.results[shown["name"]]
        for result in shown["results"]:
            kept[result["sequence"]] = (compare.nanos(result["sent"]), result["outcome"], result.get("rttNanos"))

    def freeze(self):
        """Refuses the probes their route, so that all counters stand still and can be compared exactly."""
        routes = [("-4" if family == "v4" else "-6", self.target(family)) for family in FAMILIES]
        for version, target in routes:
            run(*self.topology.agent("ip", version, "route", "add", "unreachable", target))
        last = None

        def still():
            nonlocal last
            now = self.counters()
            same = last == now
            last = now
            return same

        # Whatever is under way comes within the relay's longest delay, well below a second.
        until = time.monotonic() + 1.5
        await_true("what is under way has come", lambda: time.monotonic() > until)
        await_true("the counters stand still", still, 30, every=1.2)
        self.frozen = {shown["name"]: shown for shown in self.agent.show("probes", "--results")["probes"]}
        for shown in self.frozen.values():
            self.keep_results(shown)
        self.frozen_interface = self.interface()
        self.frozen_at = time.time_ns()
        for version, target in routes:
            run(*self.topology.agent("ip", version, "route", "del", "unreachable", target))
        await_true("probes leave again", self.flowing, 20, every=1)
        await_true("nothing more is unsent", self.all_sent, 60)

    def all_sent(self):
        """Whether nothing was added to what was not sent for longer than it takes to find out: five ticks."""
        before = self.unsent()
        self.unsent_until = time.time_ns()
        until = time.monotonic() + 6
        await_true("five ticks", lambda: time.monotonic() > until)
        self.unsent_now = self.unsent()
        return before == self.unsent_now

    def unsent(self):
        return {shown["name"]: shown["totals"]["unsent"] for shown in self.agent.show("probes")["probes"]}

    def counters(self):
        """All counters that must stand still; others go on counting neighbour discovery, or what is not sent."""
        totals = [
            {name: value for name, value in shown["totals"].items() if name != "unsent"}
            for shown in self.agent.show("probes")["probes"]
        ]
        interface = self.interface()
        reasons = [reason for reason in interface["ingress"] if reason["reason"] != "other"]
        return totals, interface["stamped"], reasons

    def flowing(self):
        self.agent.check_alive()
        return all(
            shown["totals"]["sent"] > self.frozen[shown["name"]]["totals"]["sent"] + 1
            for shown in self.agent.show("probes")["probes"]
        )

    def captured(self):
        """Requests, replies and errors so far. Where a tap lies before the hook, one capture has seen all."""
        requests, own_replies, own_errors = packets.read(self.near.path)
        if self.hook == "tcx":
            return requests, own_replies, own_errors
        return requests, *packets.read(self.far.path)[1:]

    def courses(self, requests, replies):
        """probe -> its course. A probe's slot on the wire is told by its requests, in the order of configuration."""
        courses = {}
        for family in FAMILIES:
            names = [name for name, (of, _, _) in self.settings.probes.items() if of == family]
            sizes = {name: self.settings.probes[name][2] for name in names}
            numbers = sorted({r.slot for r in requests if r.family == family})
            if len(numbers) != len(names):
                raise Failed(f"{len(numbers)} probes of {family} in the capture, {len(names)} configured")
            header = 14 + (28 if family == "v4" else 48)
            for name, number in zip(names, numbers):
                mine = [r for r in requests if r.family == family and r.slot == number]
                if any(r.octets != header + sizes[name] for r in mine):
                    raise Failed(f"{name}: packets of another size than {sizes[name]} in the capture")
                answers = [r for r in replies if r.family == family and r.slot == number]
                courses[name] = Course(mine, answers, self.target(family), TIMEOUT_MS * 10**6, MEMORY_NS)
        return courses

    def judged(self, requests, replies, _):
        """(truths by probe, reports by family) from the windows kept so far."""
        courses = self.courses(requests, replies)
        truths = {name: compare.ProbeTruth(course, self.results[name]) for name, course in courses.items()}
        reports = {family: Report(self.hook, family, self.bounds) for family in FAMILIES}
        self.doubted = collections.Counter()
        for (name, length, start), window in self.windows.items():
            family, interval, _ = self.settings.probes[name]
            doubts = compare.compare_window(window, truths[name], interval * 10**6, reports[family])
            self.doubted.update(doubts.values())
            if length == "10s" and "all" not in doubts:
                totals, end = self.totals_then[(name, start)], compare.nanos(window["end"])
                compare.compare_total_histograms(totals, end, truths[name], reports[family])
        return truths, reports

    def compare(self):
        requests, replies, errors = self.captured()
        truths, reports = self.judged(requests, replies, errors)
        everything = self.courses(requests, replies)
        frozen = [[packet for packet in kind if packet.time < self.frozen_at] for kind in (requests, replies, errors)]
        courses = self.courses(*frozen[:2])
        slots = {name: next(iter(course.requests.values())).slot for name, course in courses.items()}
        for family, report in reports.items():
            names = [name for name, (of, _, _) in self.settings.probes.items() if of == family]
            compare.compare_results([truths[name] for name in names], report)
            for name in names:
                mine = collections.Counter(
                    (e.source, e.type, e.code) for e in frozen[2] if e.family == family and e.slot == slots[name]
                )
                truth = compare.ProbeTruth(courses[name], self.results[name])
                compare.compare_totals(self.frozen[name], truth, mine, report)
                self.compare_unsent(name, everything[name], report)
        both = Report(self.hook, "both", self.bounds)
        octets = sum(error.octets for error in frozen[2])
        compare.compare_interface(self.frozen_interface, courses.values(), (len(frozen[2]), octets), both)
        self.tell(reports, both, everything, truths)
        self.check_witnesses(requests, replies, errors, courses)
        return [line for report in (*reports.values(), both) for line in report.lines()]

    def compare_unsent(self, name, course, report):
        """What was not sent since one of the earlier snapshots, around which everything was: nothing tells what was
        due before the first packet."""
        missing = course.missing(self.settings.probes[name][1] * 10**6)
        for at, counts in self.unsent_then:
            if not any(abs(due - at) < QUIET_NS for due in missing):
                expected = sum(at <= due < self.unsent_until for due in missing)
                report.add("probe.unsent", expected, self.unsent_now[name] - counts[name])
                return

    def tell(self, reports, both, courses, truths):
        compared = sum(report.compared for report in (*reports.values(), both))
        packets_sent = sum(len(course.requests) for course in courses.values())
        minutes = sum(length == "1min" for _, length, _ in self.windows)
        self.say(
            f"{compared} values compared, {packets_sent} packets in {len(self.windows) - minutes} windows of 10 s "
            f"and {minutes} of 1 min"
        )
        answered = sum(len(truth.received) for truth in truths.values())
        stood_in = sum(len(truth.stood_in) for truth in truths.values())
        self.say(
            f"{stood_in} of {answered} round-trip times out of bounds, 1 % at most: in means, deviations and extremes "
            "the published result stands in for the capture's"
        )
        injected = ", ".join(f"{count} {kind}" for kind, count in sorted(self.injected.items()))
        self.say(f"injected: {injected}")
        for why, count in self.doubted.items():
            self.say(f"left out of {count} windows, since the witness cannot tell: {why}")

    def check_witnesses(self, requests, replies, errors, courses):
        """The captures, the relay's and the dropper's counts must tell the same story before they tell on the agent."""
        counts = self.topology.counts()
        there, back = counts["relay"]["a_to_b"], counts["relay"]["b_to_a"]
        for name, way in (("there", there), ("back", back)):
            for fault in ("kernel_dropped", "overflowed", "unfit", "send_errors"):
                if way[fault]:
                    raise Failed(f"the witness is disturbed: the relay counted {fault} {way[fault]} {name}")
            self.say(
                f"relay {name}: {way['sent']} sent, "
                + ", ".join(f"{way[k]} {k}" for k in ("lost_random", "lost_every", "lost_burst", "queue_full") if way[k])
                + f"; late against its own aim by {way['error_mean_ns'] / 1e3:.0f} us (mean), "
                f"{way['error_max_ns'] / 1e3:.0f} us (most)"
            )
        lost = sum(way[k] for way in (there, back) for k in ("lost_random", "lost_every", "lost_burst", "queue_full"))
        lost += counts["drop"]["dropped"] if counts["drop"] else 0
        doubled = there["duplicated"] + back["duplicated"]
        forged = sum(self.injected.get(kind, 0) for kind in self.injected if kind != "ICMP error")
        answers = len([r for r in packets.read(self.far.path)[1]]) - forged
        queued = there["queued"] + back["queued"]
        missing = len(requests) + doubled - lost - answers
        # Packets sent while the captures were being stopped are in some counts and not in others.
        if not 0 <= missing + self.in_flight() or abs(missing) > self.in_flight() + queued:
            raise Failed(
                f"the witnesses disagree: {len(requests)} requests + {doubled} doubled - {lost} lost by relay and "
                f"dropper is not {answers} replies, but for {self.in_flight()} under way"
            )

    def in_flight(self):
        """Packets that may leave in the time it takes to stop the captures, a second at most, and be under way."""
        return sum(1500 // interval + 1 for _, interval, _ in self.settings.probes.values())


def main(hook, seed, slots):
    """Prints the lines of one hook; the exit status is that of the whole comparison."""
    lines = HookRun(hook, seed, slots).run()
    for line in lines:
        print(json.dumps(line), flush=True)
    return 0 if all(line["within"] for line in lines) else 1
