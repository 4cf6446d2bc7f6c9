"""The testbed's networks and impairments, as testbed/topology and testbed/impair make them."""

import json

from .procs import TESTBED, Failed, in_netns, run, unique_prefix


class Topology:
    """A network that lasts as long as the context. Attributes as "topology show" prints, e.g. t["NODE1_V4"]."""

    def __init__(self, nodes=1, *options, prefix=None):
        self.prefix = prefix or unique_prefix()
        self._up = [TESTBED / "topology", "up", nodes, "--prefix", self.prefix, *options]
        self._values = {}

    def __enter__(self):
        try:
            text = run(*self._up)
        except Failed:
            raise  # it has removed what it made, and what was there before is another's
        except BaseException:
            self.__exit__()
            raise
        self._values = dict(line.split("=", 1) for line in text.splitlines())
        return self

    def __exit__(self, *_):
        run(TESTBED / "topology", "down", "--prefix", self.prefix)

    def __getitem__(self, key):
        return self._values[key]

    def items(self):
        return self._values.items()

    def agent(self, *command):
        """The command, to be run where the agent's interface is."""
        return in_netns(self["AGENT_NS"], *command)

    def node(self, number, *command):
        """The command, to be run on a node."""
        return in_netns(self[f"NODE{number}_NS"], *command)

    def drop(self, *rule, node=1):
        """Sets the exact dropper's rule at a node: "--every", 10 or "--none" ..."""
        run(TESTBED / "impair", "drop", "--prefix", self.prefix, "--node", node, *rule)

    def delay(self, micros, *options):
        """Holds packets on the agent's link this long each way; None takes the relay away."""
        how = ["--off"] if micros is None else ["--us", micros]
        run(TESTBED / "impair", "delay", "--prefix", self.prefix, *how, *options)

    def relay(self, *rules):
        """Puts the relay with these rules into the agent's link, or changes the rules of the one there."""
        run(TESTBED / "impair", "relay", "--prefix", self.prefix, *rules)

    def counts(self, node=1, direction="ingress"):
        """What dropper and relay counted: {"drop": {...}, "relay": {...}}, null where there is none."""
        return json.loads(run(TESTBED / "impair", "counts", "--prefix", self.prefix, "--node", node, "--direction", direction))
