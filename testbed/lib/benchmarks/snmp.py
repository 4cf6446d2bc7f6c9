"""SNMP requests a second of the agent's engine and of snmpd, from the same table by the same load generator.

Twenty columns of 10,000 synthetic probes: ours from a Snapshot, with the flags that the packaged agent has; snmpd's from a
module in its process that makes each value from the row's index, without any look-up. Both check every name against the
same view of six subtrees, and version 3 is authPriv with SHA-256 and AES-128. Beforehand both must give the same values.
CPU is that of the server alone, and says more than the rate on a machine that is busy otherwise.
"""

import contextlib
import os
import tempfile

from pgtest.procs import REPO, Child, Failed, await_true
from pgtest.snmptable import AUTH, COLUMNS, NAME as USER, PRIV, ROWS, V2C, V3
from pgtest.snmptable import answers, cells, free_port, load, measured, with_table

from .figures import compared

NAME = "snmp"
ROUNDS = 9
WARM_UP_SECONDS = 4
SAMPLE = (1, 2, 3, 4, 5, 6, 7, 4711, ROWS)
# bin/pathgauge gives an agent with 10,000 probes these.
FLAGS = (
    "-Xms45m -Xmx100m -Xmn13m -XX:SurvivorRatio=4 -XX:MinHeapFreeRatio=4 -XX:MaxHeapFreeRatio=8 -XX:-ShrinkHeapInSteps "
    "-XX:MarkSweepAlwaysCompactCount=1 -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=24m -Xss512k"
).split()
# What is asked, by whom, with how many repetitions, counted in what, how many of its variables make one.
KINDS = {
    "GET of 10, v2c": ("get", V2C, 1, "request", 10),
    "GET of 10, v3 authPriv": ("get", V3, 1, "request", 10),
    "GETBULK walk, v2c": ("walk", V2C, 25, "variable", 1),
    "GETBULK walk, v3 authPriv": ("walk", V3, 25, "variable", 1),
    "GETBULK of 20 columns x 10, v2c": ("wide", V2C, 10, "row", len(COLUMNS)),
    "GETBULK of 20 columns x 10, v3 authPriv": ("wide", V3, 10, "row", len(COLUMNS)),
}


class Engine:
    """Our SNMP engine with 10,000 synthetic probes, in a JVM of its own, while the context lasts."""

    def __init__(self, folder):
        self._folder = folder
        self.port = free_port()

    def __enter__(self):
        home = os.environ.get("JAVA_HOME")
        at = f"{REPO}/agent/target"
        path = f"{at}/test-classes:{at}/pathgauge/lib/*"
        arguments = (f"{self._folder}/engine", self.port, ROWS, USER, AUTH, PRIV)
        java = f"{home}/bin/java" if home else "java"
        os.mkdir(arguments[0])
        with open(f"{self._folder}/engine.log", "w") as log:
            main = "org.pathgauge.snmp.LoadTarget"
            self.child = Child(java, *FLAGS, "-cp", path, main, *arguments, stdout=log, stderr=log)
        try:
            await_true("an answer of the engine", lambda: answers(self.child, self.port, self._log()), 60)
        except BaseException:
            self.child.stop()
            raise
        return self

    def _log(self):
        with open(f"{self._folder}/engine.log") as log:
            return log.read().strip()

    def __exit__(self, *_):
        self.child.stop()


def figures(progress):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pgbench"))
        ours = stack.enter_context(Engine(folder))
        theirs = stack.enter_context(with_table(folder))
        for row, (our, their) in zip(SAMPLE, zip(cells(ours.port, *SAMPLE), cells(theirs.port, *SAMPLE))):
            if our != their:
                raise Failed(f"the tables differ in row {row}:\n{our}\n{their}")
        for number, (name, (mode, access, repetitions, unit, variables)) in enumerate(KINDS.items()):
            # Both alike, though only one of them compiles while it runs.
            for port in (ours.port, theirs.port):
                load(port, mode, access, WARM_UP_SECONDS, repetitions=repetitions)
            rates, costs = [], []
            for turn in range(ROUNDS):
                both = [measured(each, mode, access, repetitions, variables) for each in (ours, theirs)]
                rates.append([rate for rate, _ in both])
                costs.append([cost for _, cost in both])
                progress((number + (turn + 1) / ROUNDS) / len(KINDS), name)
            yield compared(f"snmp {name} (peer: snmpd)", rates, f"{unit}s/s")
            yield compared(f"snmp {name}, CPU (peer: snmpd)", costs, f"us/{unit}")
