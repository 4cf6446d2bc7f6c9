"""A table of 10,000 rows and 20 columns: snmpd serving it, and a load generator that reads it.

The table is twenty columns of pathGaugeProbeTable, all of them always defined, with the values of the agent's
SnapshotFixtures; src/main/c/snmp_table.c serves the same to snmpd.
"""

import json
import pathlib
import socket

from .cost import processor_seconds
from .procs import TESTBED, Child, Failed, await_true, run

ROWS = 10_000
ENTRY = "1.3.6.1.4.1.32473.1.1.2.1.1"
COLUMNS = (3, 6, 7, 10, 11, 12, 13, 14, *range(19, 31))
# Community and user. The secrets are of this benchmark alone.
NAME, AUTH, PRIV = "bench", "correct horse", "battery staple"
V2C = ("--community", NAME)
V3 = ("--user", NAME, "--auth", AUTH, "--priv", PRIV)
MODULE = TESTBED / "target" / "snmp_table.so"

# The same view as the agent's own. A response may hold as many variables as ours.
CONFIGURATION = f"""
createUser {NAME} SHA-256 "{AUTH}" AES "{PRIV}"
view all included .1.3.6.1.2.1
view all included .1.3.6.1.4.1
view all included .1.3.6.1.6.3.1
view all included .1.3.6.1.6.3.10
view all included .1.3.6.1.6.3.11
view all included .1.3.6.1.6.3.15.1.1
rocommunity {NAME} 127.0.0.1 -V all
rouser {NAME} priv -V all
maxGetbulkResponses 1000
"""


def free_port():
    """A UDP port of the loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Snmpd:
    """Debian's snmpd on a loopback port of its own, with its files in a folder, while the context lasts."""

    def __init__(self, folder, *lines, name="snmpd", options=(), answers=True):
        """lines: more configuration. options: of snmpd. answers: it listens for SNMP, as a subagent does not."""
        self.port = free_port() if answers else None
        self._folder, self._name, self._answers = pathlib.Path(folder), name, answers
        self._options = options
        address = [f"agentAddress udp:127.0.0.1:{self.port}"] if answers else []
        self._configuration = "\n".join([*address, CONFIGURATION, *lines, ""])

    def __enter__(self):
        configuration = self._folder / f"{self._name}.conf"
        self._log = self._folder / f"{self._name}.log"
        configuration.write_text(self._configuration)
        configuration.chmod(0o600)
        persistent = self._folder / self._name
        persistent.mkdir()
        command = ("snmpd", "-f", "-Lf", self._log, "-C", "-c", configuration, "-p", self._folder / f"{self._name}.pid")
        variables = {"SNMP_PERSISTENT_DIR": str(persistent), "MIBS": "", "SNMP_TABLE_ROWS": str(ROWS)}
        self.child = Child(*command, *self._options, env=variables)
        try:
            if self._answers:
                await_true(f"an answer of snmpd ({self.log()})", lambda: answers(self.child, self.port, self.log()), 30)
        except BaseException:
            self.child.stop()
            raise
        return self

    def log(self):
        return self._log.read_text().strip() if self._log.exists() else "no log"

    def __exit__(self, *_):
        self.child.stop()


def with_table(folder):
    """snmpd that serves the table itself."""
    if not MODULE.exists():
        raise Failed(f"{MODULE} is missing: make -C testbed builds it")
    return Snmpd(folder, f"dlmod snmp_table {MODULE}")


def value_of(port, *oids, check=True):
    """What snmpget prints for objects of an agent, version 2c."""
    command = ("snmpget", "-v2c", "-c", NAME, "-m", "", "-On", "-t", "2", "-r", "1", f"127.0.0.1:{port}", *oids)
    return run(*command, check=check)


def answers(child, port, log):
    """Whether a server answers yet; Failed with its log when it has ended."""
    if not child.alive():
        raise Failed(f"the server ended: {log}")
    return "=" in value_of(port, "1.3.6.1.2.1.1.3.0", check=False)


def cells(port, *rows):
    """Rows of the table as snmpget prints them."""
    return [value_of(port, *(f"{ENTRY}.{column}.{row}" for column in COLUMNS)) for row in rows]


def load(port, mode, access, seconds, outstanding=16, repetitions=25):
    """Reads the table; {"requests","variables","seconds","resent","cpu"}. mode: get, walk or wide."""
    output = run(
        TESTBED / "target" / "snmp_load",
        port,
        mode,
        *access,
        "--entry",
        ENTRY,
        "--columns",
        ",".join(map(str, COLUMNS)),
        "--rows",
        ROWS,
        "--repetitions",
        repetitions,
        "--outstanding",
        outstanding,
        "--seconds",
        seconds,
    )
    return json.loads(output)


def measured(server, mode, access, repetitions, variables, seconds=1):
    """How many a second, and microseconds of CPU of the server's child for each; variables: how many of them make one."""
    before = sum(processor_seconds(server.child.pid))
    read = load(server.port, mode, access, seconds, repetitions=repetitions)
    if read["cpu"] > 0.9:
        raise Failed(f"the load generator is the limit: {read}")
    count = read["variables"] / variables
    return count / read["seconds"], 1e6 * (sum(processor_seconds(server.child.pid)) - before) / count
