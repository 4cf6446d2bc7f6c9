"""Those that measure round-trip times beside the agent, and the agent's own tests in the same form.

Each sends PACKETS echo requests of 56 octets to every target, so far apart or all at once, and gives the round-trip times of
the replies in microseconds, all targets together. What is missing of the packets was lost.
"""

import concurrent.futures
import re

from pgtest.procs import TESTBED, Failed, run

PACKETS = 100
SPACING_MS = 10
BURST = 1000
# For a reply, and with it for a burst that the hogs delay.
PATIENCE_MS = 5000


class Pingers:
    """The tools in one network, by name."""

    def __init__(self, topology, agent, burst=False):
        """burst: each target gets BURST packets, none of which waits for a reply."""
        self._topology, self._agent, self._burst = topology, agent, burst
        self._targets = [topology[f"NODE{node}_V4"] for node in range(1, int(topology["NODES"]) + 1)]
        self.packets = len(self._targets) * (BURST if burst else PACKETS)
        self.tools = {
            "ours": self._ours,
            "ping": self._ping,
            "ping -U": lambda: self._ping("-U"),
            "fping": self._fping,
            "naive": self._naive,
        }

    def _everywhere(self, command):
        """What command(target) gives, of all targets at once."""
        with concurrent.futures.ThreadPoolExecutor(len(self._targets)) as pool:
            return list(pool.map(command, self._targets))

    def _ours(self):
        """One-shot tests: the round-trip times that the kernel programs stamped at both ends."""
        pace = {"burst": True} if self._burst else {"spacingNanos": SPACING_MS * 1_000_000}
        count = BURST if self._burst else PACKETS

        def test(target):
            return self._agent.one_shot(target, count=count, timeoutMillis=PATIENCE_MS, **pace)

        packets = [packet for of in self._everywhere(test) for packet in of]
        return [packet["rttNanos"] / 1000 for packet in packets if packet["outcome"] == "received"]

    def _ping(self, *options):
        """iputils: stamps before it sends; the kernel stamps what it receives, but with -U ping does that, too."""
        pace = ("-l", BURST, "-c", BURST) if self._burst else ("-c", PACKETS)

        def ping(target):
            rest = (*pace, "-i", SPACING_MS / 1000, "-W", 1, *options, target)
            # Lost packets make its exit status 1.
            return run(*self._topology.agent("ping", *rest), check=False)

        said = self._everywhere(ping)
        times = [1000 * float(time) for output in said for time in re.findall(r" time=([\d.]+) ms", output)]
        if not times:
            raise Failed(f"ping says nothing of round-trip times: {said[0]}")
        return times

    def _fping(self):
        """One process for all targets; the kernel stamps what it receives."""
        pace = (BURST, "-p", 0, "-i", 0) if self._burst else (PACKETS, "-p", SPACING_MS, "-i", 0.01)
        options = ("-q", "-t", PATIENCE_MS, "-C", *pace)
        # It writes to standard error, and lost packets make its exit status 1.
        command = self._topology.agent("sh", "-c", 'fping "$@" 2>&1', "fping", *options, *self._targets)
        output = run(*command, check=False)
        # "198.18.71.11 : 0.061 0.009 - 0.010", where - was lost.
        columns = [column for line in output.splitlines() for column in line.partition(" : ")[2].split()]
        times = [1000 * float(column) for column in columns if column != "-"]
        if not times:
            raise Failed(f"fping says nothing of round-trip times: {output}")
        return times

    def _naive(self):
        """Our own comparator, src/main/c/naive.c: takes both times in user space."""
        pace = ("--count", BURST, "--spacing", 0) if self._burst else ("--count", PACKETS, "--spacing", SPACING_MS * 1000)
        output = run(*self._topology.agent(TESTBED / "target" / "naive", *pace, *self._targets))
        return [int(line.split()[1]) / 1000 for line in output.splitlines()]
