"""Drops by reason against the frames that had to be dropped, and the queueing discipline's against the far end."""

from pgtest.everything import DROPS
from pgtest.procs import Failed

from . import refused
from .passing import FAMILIES, Passing

REASON, INTERFACE = "drops-reason", "drops-interface"


def run_part():
    with Passing("drops", "tcx") as passing:
        topology = passing.topology
        refused.prepare(topology)
        passing.start(DROPS)

        def row():
            rows = [line for line in passing.agent.ask("drops") if line.get("name") == topology["AGENT_IF"]]
            return rows[0] if rows else {"reasons": []}

        def packets(shown):
            return {reason["name"]: reason["packets"] for reason in shown["reasons"]}

        before = packets(passing.still(row))
        for family in FAMILIES:
            expected = refused.send(topology, family)
            after = packets(passing.still(row))
            for reason, count in expected.items():
                one = {"packets": after.get(reason, 0) - before.get(reason, 0)}
                passing.compare(family, REASON, "packets", count, one)
            before = after
        lost = refused.overrun(topology)
        if not lost:
            raise Failed("the queueing discipline lost nothing: nothing to compare")
        passing.compare("both", INTERFACE, "queue.dropped", lost, passing.still(row))
        return passing.lines()
