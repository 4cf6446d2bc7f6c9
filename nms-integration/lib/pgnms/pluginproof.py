"""What Icinga 2 and Nagios must show alike, whatever each calls it."""

import re
import time

from pgtest.everything import DROPS, TCP
from pgtest.procs import Failed, await_true

from .plugins import Told
from .proof import Proof

OK, WARNING, CRITICAL, UNKNOWN = range(4)
WORDS = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
# Its state changes by a trap alone: its next poll is an hour away.
BY_TRAP = "PathGauge probe path"


class Service:
    """What the NMS knows of a service: state, whether it is a hard one, output with performance data."""

    def __init__(self, state, hard, output, data):
        self.state, self.hard, self.output, self.data = state, hard, output, data

    def value(self, label):
        """A number of the performance data; None where it is undefined or missing."""
        found = re.search(rf"(?:^|\s)'?{re.escape(label)}'?=(-?[0-9.]+)", self.data)
        return float(found[1]) if found else None


class PluginProof(Proof):
    """Services of the plugin turn CRITICAL and OK, by polling and by a trap, and the operator is told. A subclass defines
    start(), which makes self.told, and services(), a mapping of names to Service."""

    poll_seconds = 3
    trap_port = 16162
    extra = TCP | DROPS

    def start(self):
        self.told = Told(self)
        self._by_trap = {}

    def services(self):
        raise NotImplementedError

    def first_value(self):
        service = self.services().get("Path path")
        return service and service.value("p50")

    def await_states(self, **states):
        """Until services, named with _ for a space, are in hard states."""
        wanted = {name.replace("_", " ").replace("Path path v6", "Path path-v6"): state for name, state in states.items()}

        def met():
            now = self.services()
            return all(name in now and now[name].hard and now[name].state == state for name, state in wanted.items())

        try:
            await_true(f"{wanted}", met, 60, every=0.25)
        except Failed:
            for name, service in sorted(self.services().items()):
                self.say(f"{name}: {service.state} {service.output}")
            raise

    def await_told(self, kind, service, state):
        await_true(f"{kind} of {service}", lambda: self.told.of(kind, service, WORDS[state]), 30, every=0.25)

    def check(self):
        self.await_states(
            Path_path=OK, Path_path_v6=OK, PathGauge_agent=OK, PathGauge_alarms=OK, PathGauge_active_alarms=OK,
            PathGauge_probe_path=OK, TCP_any=OK, **{f"Drops_{self.topology['AGENT_IF']}": OK},
        )  # fmt: skip
        self.await_service("nothing is lost", "Path path", lambda path: "loss=0%;1;5;0;100" in path.data)
        services = self.services()
        path = services["Path path"]
        # A veth pair: microseconds, so a wrong unit shows.
        assert 0.0001 < path.value("p50") <= path.value("p95") < 50, path.data
        assert services["PathGauge active alarms"].value("alarms") == 0, services["PathGauge active alarms"].data
        assert services["PathGauge agent"].value("probes") == 2, services["PathGauge agent"].data
        assert services["PathGauge agent"].value("packets_sent") > 0
        assert services[f"Drops {self.topology['AGENT_IF']}"].value("dropped") is not None
        # Before the first whole window some are UNKNOWN, and that is told.
        assert not [line for line in self.told.lines() if ": CRITICAL " in line], self.told.lines()

    def break_path(self):
        # Before its first whole window a service is UNKNOWN, whose end is a recovery, too.
        self.told.forget()
        self._since = time.monotonic()
        super().break_path()

    def mend_path(self):
        self.told.forget()
        self._since = time.monotonic()
        super().mend_path()

    def by_trap(self, kind, state):
        """Notes, the first time that it is seen, when the operator was told of the service that traps feed."""
        if kind not in self._by_trap and self.told.of(kind, BY_TRAP, WORDS[state]):
            self._by_trap[kind] = time.monotonic() - self._since

    def alerted(self):
        self.by_trap("PROBLEM", CRITICAL)
        return self.told.of("PROBLEM", "Path path", "CRITICAL")

    def while_broken(self):
        self.await_told("PROBLEM", BY_TRAP, CRITICAL)
        self.by_trap("PROBLEM", CRITICAL)
        self.await_states(
            Path_path=CRITICAL, Path_path_v6=CRITICAL, PathGauge_agent=OK, PathGauge_alarms=CRITICAL,
            PathGauge_active_alarms=WARNING, PathGauge_probe_path=CRITICAL,
        )  # fmt: skip
        self.await_service("all of it is lost", "Path path", lambda path: path.value("loss") == 100)
        self.await_service("it is unreachable", "Path path", lambda path: "unreachable" in path.output)
        self.await_service("percentiles are undefined", "Path path", lambda path: "p95=U;50;200;0" in path.data)
        self.await_service("its alarm is raised", "PathGauge alarms", lambda alarms: alarms.value("critical") == 1)
        # What the handler wrote, not what the plugin would have.
        self.await_service("the trap says why", BY_TRAP, lambda told: "no reply" in told.output)
        assert "PATHGAUGE" not in self.services()[BY_TRAP].output, self.services()[BY_TRAP].output

    def await_service(self, what, name, condition):
        """Until something is true of a service."""
        try:
            await_true(f"{name}: {what}", lambda: condition(self.services()[name]), 60, every=0.25)
        except Failed as failure:
            service = self.services()[name]
            raise Failed(f"{failure}; it says {service.output} | {service.data}") from failure

    def cleared(self):
        self.by_trap("RECOVERY", OK)
        return self.told.of("RECOVERY", "Path path", "OK")

    def finish(self):
        self.await_told("RECOVERY", BY_TRAP, OK)
        self.by_trap("RECOVERY", OK)
        self.await_states(
            Path_path=OK, Path_path_v6=OK, PathGauge_alarms=OK, PathGauge_active_alarms=OK, PathGauge_probe_path=OK,
        )  # fmt: skip
        self.agent.stop()
        self.await_states(Path_path=UNKNOWN, PathGauge_agent=CRITICAL)
        self.await_told("PROBLEM", "PathGauge agent", CRITICAL)
        assert "is the agent running" in self.services()["Path path"].output, self.services()["Path path"].output
        self.say("\n".join(self.told.lines()))
        problem, recovery = (self._by_trap[kind] for kind in ("PROBLEM", "RECOVERY"))
        self.remark(f"by traps: alert after {problem:.1f} s, cleared after {recovery:.1f} s; {len(self.told.lines())} notifications")
