"""One run of the truth bench for passing traffic: what of it is compared, and what the comparisons share."""

import contextlib
import json
import sys
import time

from pgtest.agent import Agent
from pgtest.catalogue import Catalogue
from pgtest.network import Topology
from pgtest.procs import Failed

from .report import Bounds, Report

FAMILIES = ("v4", "v6")


class Passing:
    """A network with an agent on it, and a report for each family."""

    def __init__(self, part, hook, *topology):
        self.part, self.hook = part, hook
        self._options = topology
        self._stack = contextlib.ExitStack()
        bounds = Bounds()
        self.reports = {family: Report(hook, family, bounds) for family in (*FAMILIES, "both")}
        self._members = {}
        for subject in Catalogue().document["subjects"]:
            for entry in subject["entries"]:
                self._members.setdefault((subject["subject"], entry.get("show")), entry["id"])

    def say(self, text):
        print(f"{self.part} at {self.hook}: {text}", file=sys.stderr, flush=True)

    def __enter__(self):
        self.topology = self._stack.enter_context(Topology(1, *self._options))
        return self

    def __exit__(self, *_):
        self._stack.close()

    def enter(self, context):
        return self._stack.enter_context(context)

    def start(self, extra):
        """Starts the agent, with these parts of the configuration besides the interface."""
        hooks = {self.topology["AGENT_IF"]: self.hook}
        self.agent = self.enter(Agent(self.topology["AGENT_NS"], hooks, [], extra=extra))
        shown = self.agent.show("interfaces")["interfaces"][0]
        if shown.get("hook") != self.hook:
            raise Failed(f"the agent is not at {self.hook}: {shown.get('problem')}")

    def metric(self, subject, member):
        """The catalogue's name of what "pathgauge show --json" calls so."""
        if (subject, member) not in self._members:
            raise Failed(f"the catalogue of metrics names no member {member} of {subject}")
        return self._members[subject, member]

    def compare(self, family, subject, member, expected, shown, allowed=None):
        """A member of one row of a subject, as the command line shows it."""
        measured = shown
        for name in member.split("."):
            measured = measured.get(name) if measured is not None else None
        metric = self.metric(subject, member)
        if not self.reports[family].add(metric, expected, measured, allowed):
            self.say(f"{metric} should be {expected} in {json.dumps(shown)}")

    def still(self, read, seconds=30, ticks=2.5):
        """What read() returns once it has not changed for longer than the agent's ticks."""
        deadline = time.monotonic() + seconds
        last, since = read(), time.monotonic()
        while time.monotonic() - since < ticks:
            if time.monotonic() > deadline:
                raise Failed(f"{self.part}: counters do not stand still within {seconds} s: {json.dumps(last)[:500]}")
            time.sleep(0.3)
            self.agent.check_alive()
            now = read()
            if now != last:
                last, since = now, time.monotonic()
        return last

    def lines(self):
        return [line for report in self.reports.values() for line in report.lines()]
