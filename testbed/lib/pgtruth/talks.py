"""Conversations over TCP between the agent's namespace and a node, with what every witness says of them."""

import contextlib
import json
import pathlib
import random
import tempfile

from pgtest.capture import Capture
from pgtest.procs import Child, Failed, await_true, run

from . import conversation, segments
from .conversation import planned

SCRIPT = pathlib.Path(conversation.__file__)
TIMES = 12  # connections of which each has a service of its own, so that its latency is published alone
SILENT, CLOSED = 7100, 7101
MATCH = "tcp"


def drawn(seed, quick):
    """Plans by what is done to the path meanwhile: nothing, or losses."""
    random.seed(seed)
    sizes = [random.choice((1, 100, 1448, 1449, 5000, 40_000)) for _ in range(2 * TIMES)]
    endings = ("client", "server", "reset")
    calm = [planned(7000 + n, sizes[2 * n], sizes[2 * n + 1], endings[n % 3]) for n in range(TIMES)]
    # Several connections of one service add up.
    calm += [planned(7050, 300, 200, "client")] * 5
    calm += [planned(7051, 200_000, 200_000, "client")]
    calm += [planned(CLOSED, 0, 0, "none")] * 3 + [planned(SILENT, 0, 0, "none")]
    bulk = 400_000 if quick else 4_000_000
    lossy = [planned(7060, bulk, 10, "client"), planned(7061, 10, bulk, "server"), planned(7062, bulk, bulk, "client")]
    return calm, lossy


class Side:
    """One direction: servers on one side of the link, clients on the other."""

    def __init__(self, clients, servers, address):
        """clients, servers: turn a command into one that runs there."""
        self._clients, self._servers, self.address = clients, servers, address
        self._folder = tempfile.TemporaryDirectory(prefix="pgtalk")
        self._stack = contextlib.ExitStack()

    def serve(self, plans):
        """Listens on all ports of the plans."""
        once = list({plan["port"]: plan for plan in plans}.values())
        self._served = self._start(self._servers, "listen", once)
        await_true("the servers listen", lambda: "listening" in self._text(self._served), 20)

    def talk(self, plans):
        """Begins to make the connections."""
        self._made = self._start(self._clients, "connect", plans)
        self._expected = len(plans)

    def talked(self):
        """What the clients saw, once all have ended."""
        child, path = self._made
        await_true("the clients have ended", lambda: not child.alive(), 120)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        if len(lines) != self._expected:
            raise Failed(f"{len(lines)} of {self._expected} connections were made: {self._text(self._made)}")
        return lines

    def _start(self, place, mode, plans):
        path = pathlib.Path(self._folder.name) / f"{mode}.{len(list(pathlib.Path(self._folder.name).iterdir()))}"
        with path.open("wb") as out, path.with_suffix(".log").open("wb") as errors:
            command = place("/usr/bin/python3", SCRIPT, mode, self.address, json.dumps(plans))
            child = self._stack.enter_context(Child(*command, stdout=out, stderr=errors))
        return child, path

    def _text(self, started):
        child, path = started
        errors = path.with_suffix(".log").read_text()
        if errors and not child.alive():
            raise Failed(f"{SCRIPT.name} ended with {child.process.returncode}: {errors}")
        return path.read_text()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()
        self._folder.cleanup()


def sides(topology, family, within=lambda *command: command):
    """Both directions, as the agent's host sees them; within wraps the commands that run on that host."""
    far, near = topology[f"NODE1_{family.upper()}"], topology[f"AGENT_{family.upper()}"]
    node = lambda *command: topology.node(1, *command)  # noqa: E731
    agent = lambda *command: topology.agent(*within(*command))  # noqa: E731
    return {"outbound": Side(agent, node, far), "inbound": Side(node, agent, near)}


def prepare(topology):
    """One frame a segment, so that captures can count them; a silent port on either side; no long waits."""
    for place, interface in ((topology.agent, topology["AGENT_IF"]), (lambda *c: topology.node(1, *c), "eth0")):
        run(*place("ethtool", "-K", interface, "tso", "off", "gso", "off", "gro", "off"))
        run(*place("sysctl", "-qw", "net.ipv4.tcp_syn_retries=1", "net.ipv4.tcp_syn_linear_timeouts=0"))
        rules = f"table inet silent {{ chain in {{ type filter hook input priority 0; tcp dport {SILENT} drop; }}; }}"
        run(*place("nft", rules))


def watched(topology):
    """A capture of all TCP at the agent's interface."""
    return Capture(topology["AGENT_NS"], topology["AGENT_IF"], snap=128, immediate=False, what=MATCH)


def captured(path, address):
    """The captured connections to a server's address, by port, in order."""
    found = {}
    for connection in segments.connections(path):
        if connection.server[0] == address:
            found.setdefault(connection.server[1], []).append(connection)
    return found
