"""SNMP requests a second through Debian's snmpd, of our AgentX subagent and of one in C on libnetsnmp.

Two masters of one configuration, each with one subagent that serves twenty columns of 10,000 probes: ours from a Snapshot,
with the flags that the packaged agent has; the other from src/main/c/snmp_table.c, which makes each value from the row's
index, without any look-up. Beforehand both must give the same values. CPU is that of the subagent alone.
"""

import contextlib
import os
import pathlib
import tempfile

from pgtest.procs import REPO, TESTBED, Child, Failed, await_true
from pgtest.snmptable import COLUMNS, ENTRY, ROWS, V2C, Snmpd, cells, load, measured, value_of

from .figures import compared
from .snmp import FLAGS, SAMPLE

NAME = "agentx"
ROUNDS = 9
WARM_UP_SECONDS = 4
# What is asked, with how many repetitions, counted in what, how many of its variables make one.
KINDS = {
    "GET of 10": ("get", 1, "request", 10),
    "GETBULK walk": ("walk", 25, "variable", 1),
    "GETBULK of 20 columns x 10": ("wide", 10, "row", len(COLUMNS)),
}
SUBAGENT = TESTBED / "target" / "snmp_subagent"


class Served:
    """A master of its own and one subagent with the table, while the context lasts."""

    def __init__(self, folder, command):
        """command: of the subagent, which gets the master's socket behind it."""
        self._folder = pathlib.Path(folder)
        self._folder.mkdir()
        self._command = command

    def __enter__(self):
        socket = self._folder / "master"
        with contextlib.ExitStack() as stack:
            lines = ("master agentx", f"agentXSocket {socket}", "agentXPerms 0600 0700")
            master = stack.enter_context(Snmpd(self._folder, *lines))
            self.port = master.port
            log = stack.enter_context(open(self._folder / "subagent.log", "w"))
            variables = {"MIBS": "", "SNMP_TABLE_ROWS": str(ROWS), "SNMP_PERSISTENT_DIR": str(self._folder)}
            self.child = Child(*(str(part).format(socket=socket) for part in self._command), stdout=log, stderr=log,
                               env=variables)  # fmt: skip
            stack.callback(self.child.stop)
            await_true("the table of the subagent", self._up, 60)
            self._stack = stack.pop_all()
        return self

    def _up(self):
        if not self.child.alive():
            raise Failed(f"the subagent ended: {(self._folder / 'subagent.log').read_text().strip()}")
        return "No Such" not in value_of(self.port, f"{ENTRY}.{COLUMNS[0]}.{ROWS}", check=False)

    def __exit__(self, *_):
        self._stack.close()


def our_command():
    home = os.environ.get("JAVA_HOME")
    at = f"{REPO}/agent/target"
    path = f"{at}/test-classes:{at}/pathgauge/lib/*"
    java = f"{home}/bin/java" if home else "java"
    return (java, *FLAGS, "-cp", path, "org.pathgauge.agentx.StandaloneAgentX", "{socket}", ROWS)


def figures(progress):
    if not SUBAGENT.exists():
        raise Failed(f"{SUBAGENT} is missing: make -C testbed builds it")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pgbench"))
        ours = stack.enter_context(Served(f"{folder}/ours", our_command()))
        theirs = stack.enter_context(Served(f"{folder}/theirs", (SUBAGENT, "{socket}")))
        for row, our, their in zip(SAMPLE, cells(ours.port, *SAMPLE), cells(theirs.port, *SAMPLE)):
            if our != their:
                raise Failed(f"the tables differ in row {row}:\n{our}\n{their}")
        for number, (name, (mode, repetitions, unit, variables)) in enumerate(KINDS.items()):
            # Both alike, though only one of them compiles while it runs.
            for port in (ours.port, theirs.port):
                load(port, mode, V2C, WARM_UP_SECONDS, repetitions=repetitions)
            rates, costs = [], []
            for turn in range(ROUNDS):
                both = [measured(each, mode, V2C, repetitions, variables) for each in (ours, theirs)]
                rates.append([rate for rate, _ in both])
                costs.append([used for _, used in both])
                progress((number + (turn + 1) / ROUNDS) / len(KINDS), name)
            yield compared(f"agentx {name} (peer: libnetsnmp)", rates, f"{unit}s/s")
            yield compared(f"agentx {name}, CPU (peer: libnetsnmp)", costs, f"us/{unit}")
