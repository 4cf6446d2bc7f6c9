"""The frame of a proof: a network, an agent, the NMS, a path that breaks and is mended, and what that took."""

import contextlib
import os
import pathlib
import shutil
import signal
import tempfile
import time

from pgtest.agent import Agent, probe, threshold
from pgtest.network import Topology
from pgtest.procs import STATE, Child, Failed, await_true, in_netns

# Threads of the agent that serve managers; the others measure, compile or collect garbage.
SERVING = ("snmp", "agentx", "openmetrics", "HTTP-Dispatcher", "netconf", "sshd", "mina", "ForkJoinPool-1", "pathgauge-trap")


class Skipped(Exception):
    """This machine cannot run the proof; the text says why. In CI that is a failure."""


class Proof:
    """A proof that an NMS reads the agent and alerts on it. A subclass in NMS/proof.py names the NMS and says how.

    What a subclass defines:

      start()        starts the NMS, pointed at self.agent inside the namespace self.netns (child() and keep() see to
                     its end)
      first_value()  polled: something true once the NMS shows a value of the agent's, None before
      check()        whatever else the NMS must show while the path is whole (may do nothing)
      alerted()      polled after break_path(): something true once the NMS itself alerts
      while_broken() what else is to be seen before the path is mended (may do nothing)
      cleared()      polled after mend_path(): something true once it no longer does
      finish()       what is to be seen in the end (may do nothing)

    and may override: prepare(), which does what takes long and needs no window of the agent's, such as to make a database,
    while the agent's first one fills (the clock of the first value runs in both, and not in between); nodes, relay (options
    of testbed/impair relay, for a path with a delay from the first packet on), agent_type, probes(), openmetrics, extra,
    trap_port, break_path(), mend_path(), poll_seconds, which is how often the NMS reads the agent (None when nothing can be said of
    its cost), shows_values (False of what shows alerts alone: first_value() then says that it is ready), and most_seconds
    for each wait.

    While it runs: self.topology, self.agent, self.netns, self.folder (an empty directory of the NMS's own, removed in
    the end), self.pictures (a directory that stays, for screenshots). Assertions are Python's assert, or Failed.
    """

    nodes = 1
    relay = ()
    agent_type = Agent
    openmetrics = None
    extra = None
    trap_port = None
    poll_seconds = None
    shows_values = True
    most_seconds = 120

    def __init__(self, told):
        """told: a mapping that takes what was measured, as far as the proof came."""
        self._told = told
        self._stack = contextlib.ExitStack()

    def probes(self):
        """The agent's probes: one of IPv4 with thresholds on loss and silence, one of IPv6."""
        limits = [
            threshold("lossy", "loss", 100_000, 10_000, severity="major"),
            threshold("silent", "unreachable", 0, 0, severity="critical"),
        ]
        return [
            probe("path", self.topology["NODE1_V4"], interval=100, timeout=500, threshold=limits),
            probe("path-v6", self.topology["NODE1_V6"], interval=200, timeout=500),
        ]

    def prepare(self):
        pass

    def start(self):
        raise NotImplementedError

    def first_value(self):
        raise NotImplementedError

    def check(self):
        pass

    def break_path(self):
        """Loses every packet between the agent and the first node."""
        self.topology.drop("--all")

    def mend_path(self):
        self.topology.drop("--none")

    def alerted(self):
        raise NotImplementedError

    def while_broken(self):
        pass

    def cleared(self):
        raise NotImplementedError

    def finish(self):
        pass

    def child(self, name, *command, **variables):
        """Starts a program of the NMS in the agent's namespace; it and all that it started end with the proof. Its log is
        self.folder / name.log, or, in the end, part of the proof's own. variables: environment."""
        return self.keep(Program(self.netns, self.folder / f"{name}.log", command, variables))

    def keep(self, context):
        """Enters a context that is left when the proof ends."""
        return self._stack.enter_context(context)

    def remark(self, text):
        """A line beneath the proof's own, for figures that a reader wants."""
        self._told.setdefault("remarks", []).append(text)

    def say(self, text):
        """A line in the proof's log."""
        print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)

    def run(self):
        """The whole proof."""
        with self._stack:
            self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pgnms"))
            self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self.pictures = STATE / "log" / "nms" / "pictures"
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o755)  # many an NMS gives up root and must still find its files
            self.topology = self.keep(Topology(self.nodes, *(["--relay"] if self.relay else [])))
            if self.relay:
                self.topology.relay(*self.relay)
            self.netns = self.topology["AGENT_NS"]
            self.agent = self.keep(self._agent())
            began = time.monotonic()
            self.say("preparing the NMS")
            self.prepare()
            prepared = time.monotonic() - began
            self.agent.await_first_window()
            self._serving = Serving(self.agent.child.pid)
            self._prove(prepared)

    def _agent(self):
        hooks = {self.topology["AGENT_IF"]: "tcx"}
        return self.agent_type(
            self.netns, hooks, self.probes(), trap_port=self.trap_port, openmetrics=self.openmetrics, extra=self.extra
        )

    def _prove(self, prepared):
        began = time.monotonic() - prepared
        self.say("starting the NMS")
        self.start()
        self._await("the first value", self.first_value)
        if self.shows_values:
            self._told["first_value"] = time.monotonic() - began
        spent, since = self._serving.seconds(), time.monotonic()
        self.say("it has a value")
        self.check()
        self.say("breaking the path")
        began = time.monotonic()
        self.break_path()
        self._await("the alert", self.alerted)
        self._told["alert"] = time.monotonic() - began
        self.while_broken()
        self.say("mending the path")
        began = time.monotonic()
        self.mend_path()
        self._await("the end of the alert", self.cleared)
        self._told["cleared"] = time.monotonic() - began
        if self.poll_seconds:
            polls = (time.monotonic() - since) / self.poll_seconds
            self._told["poll_milliseconds"] = (self._serving.seconds() - spent) * 1000 / polls
        self.finish()
        self.say("proven")

    def _await(self, what, condition):
        def met():
            self.agent.check_alive()
            self._serving.seconds()
            return condition()

        await_true(what, met, self.most_seconds, every=0.25)


class Serving:
    """Processor time, to the nanosecond, of the agent's threads that answer managers. They come and go, so ask often."""

    def __init__(self, pid):
        self._tasks = pathlib.Path(f"/proc/{pid}/task")
        self._last = {}
        self._ended = 0

    def seconds(self):
        """So far, of all such threads that were seen."""
        for task in self._tasks.iterdir():
            with contextlib.suppress(OSError):
                if (task / "comm").read_text().startswith(SERVING):
                    spent = int((task / "schedstat").read_text().split()[0])
                    if spent < self._last.get(task.name, 0):  # another thread has the number now
                        self._ended += self._last[task.name]
                    self._last[task.name] = spent
        return (self._ended + sum(self._last.values())) / 1e9


class Program(Child):
    """A program of an NMS in a network namespace, with its log; it ends together with what it started."""

    def __init__(self, netns, log, command, variables):
        self.log = log
        self.name = log.stem
        with log.open("ab") as sink:
            super().__init__(*in_netns(netns, *command), stdout=sink, stderr=sink, env=variables)

    def check_alive(self):
        if not self.alive():
            raise Failed(f"{self.name} ended with status {self.process.returncode}: {self.tail()}")

    def tail(self, lines=15):
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, *arguments, **options):
        status = super().stop(*arguments, **options)
        end_group(self.pid)
        return status

    def __exit__(self, *_):
        self.stop()
        print(f"--- {self.name}\n{self.tail(40)}\n---", flush=True)


def end_group(group):
    """Ends the processes that a program left in its group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(group, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
