"""SmokePing draws what the agent measures, has it send pings by DISMAN-PING-MIB, and alerts."""

import pathlib
import re

from pgnms.browser import pixels, require_drawn
from pgnms.proof import Proof
from pgtest.agent import Agent, SNMP_USER
from pgtest.procs import Failed, await_true, in_netns, run

HERE = pathlib.Path(__file__).resolve().parent
STEP, PINGS = 10, 20
TEST_STEP, TEST_PINGS = 12, 3
COMMUNITY = "pinger"
DELAY_MICROSECONDS = 5000


class WithTests(Agent):
    """An agent at the port that SmokePing's probe DismanPing always asks, whose pingCtlTable a community may write."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, snmp_port=161, **options)

    def document(self, probes):
        document = super().document(probes)
        document["pathgauge-system:agent"]["snmp"] |= {
            "community": [COMMUNITY],
            "vacm": {
                "view": [{"name": "tests", "include": ["1.3.6.1.2.1.80"]}],
                "group": [{"name": "pingers", "community": [COMMUNITY], "read-view": "tests", "write-view": "tests"}],
            },
        }
        return document


class SmokePing(Proof):
    poll_seconds = STEP
    agent_type = WithTests
    # A path with some smoke.
    relay = ("--match", "echo", "--delay", DELAY_MICROSECONDS, "--jitter", "pareto,500", "--seed", 7)

    def start(self):
        for name in ("data", "images", "run", "snmp"):
            (self.folder / name).mkdir()
        self.alerts = self.folder / "alerts"
        self.alerts.touch()
        tell = self.folder / "tell"
        tell.write_text(f'#!/bin/sh\necho "$1 $2 ${{6:-0}}" >>{self.alerts}\n')
        tell.chmod(0o755)
        (self.folder / "snmp" / "snmp.conf").write_text(
            f"defVersion 3\ndefSecurityName {SNMP_USER}\ndefSecurityLevel authPriv\n"
            f"defAuthType SHA-256\ndefAuthPassphrase {self.agent.auth}\n"
            f"defPrivType AES\ndefPrivPassphrase {self.agent.priv}\n"
        )
        self.config = self.folder / "config"
        self.config.write_text(self.configuration(tell))
        self.smokeping = self.child(
            "smokeping", "smokeping", f"--config={self.config}", "--nodaemon", PERL5LIB=str(HERE / "lib"), LC_ALL="", LANG="C.UTF-8"
        )

    def configuration(self, tell):
        agent = f"agent = udp:127.0.0.1:{self.agent.snmp_port}"
        node = self.topology["NODE1_V4"]
        return f"""
*** General ***
owner = PathGauge
contact = nobody@example.net
mailhost = mail.example.net
sendmail = /bin/true
imgcache = {self.folder / "images"}
imgurl = .
datadir = {self.folder / "data"}
dyndir = {self.folder / "data"}
piddir = {self.folder / "run"}
cgiurl = http://localhost/smokeping.cgi
smokemail = /etc/smokeping/smokemail
tmail = /etc/smokeping/tmail

*** Alerts ***
to = |{tell}
from = nobody@example.net
edgetrigger = yes
+ loss
type = loss
pattern = >=20%
comment = a fifth of the packets is lost

*** Database ***
step = {STEP}
pings = {PINGS}
AVERAGE 0.5 1 1008
AVERAGE 0.5 12 4320
MIN 0.5 12 4320
MAX 0.5 12 4320

*** Presentation ***
template = /etc/smokeping/basepage.html
charset = utf-8
+ overview
width = 600
height = 50
range = 3m
+ detail
width = 600
height = 200
unison_tolerance = 2
"Last 3 Minutes" 3m

*** Probes ***
+ PathGauge
snmpconf = {self.folder / "snmp"}
window = 10
+ DismanPing
step = {TEST_STEP}
pings = {TEST_PINGS}

*** Targets ***
probe = PathGauge
menu = Top
title = Paths
+ path
menu = path
title = path
host = {node}
{agent}
pathgauge = path
alerts = loss
+ path6
menu = path-v6
title = path-v6
host = {node}
{agent}
pathgauge = path-v6
+ nobody
menu = nobody
title = an agent that is not there
host = {node}
agent = udp:127.0.0.1:9
pathgauge = path
alerts = loss
+ tests
menu = tests
title = DISMAN-PING-MIB
probe = DismanPing
host = {node}
pinghost = {COMMUNITY}@127.0.0.1
ownerindex = smokeping
"""

    def last(self, target):
        """(time, name -> value or None) of the newest update of a target; (0, {}) before the first."""
        path = self.folder / "data" / f"{target}.rrd"
        if not path.exists():
            return 0, {}
        names, _, values = run("rrdtool", "lastupdate", path).strip().split("\n")
        when, _, numbers = values.partition(": ")
        return int(when), {n: None if v == "U" else float(v) for n, v in zip(names.split(), numbers.split(), strict=True)}

    def first_value(self):
        self.smokeping.check_alive()
        return self.last("path")[1].get("median")

    def check(self):
        await_true("SmokePing's values are the agent's", self.agrees, 150, every=1)
        # Packets that were under way when the path got its delay may be lost.
        await_true("nothing is lost any more", lambda: self.last("path")[1]["loss"] == self.last("path6")[1]["loss"] == 0, 60)
        when, values = self.last("nobody")
        # Who does not answer says nothing about the path.
        assert when and set(values.values()) == {None}, values
        self.tests()

    def agrees(self):
        """Whether one window of the agent's has the same distribution here and there."""
        self.agent.pin()
        try:
            # The update that runs may have read earlier; the one after it has not.
            for _ in range(2):
                since = self.last("path")[0]
                await_true("SmokePing asks again", lambda since=since: self.last("path")[0] > since, 90, every=0.5)
            window = next(p for p in self.agent.show("probes")["probes"] if p["name"] == "path")["windows"]["10s"]
            values = self.last("path")[1]
        finally:
            self.agent.unpin()
        pings = [values[f"ping{i}"] for i in range(1, PINGS + 1)]
        self.say(f"SmokePing has {pings}, the agent {window}")
        if None in pings or "rttP50Nanos" not in window:
            return False  # packets of a busy machine were lost
        assert pings == sorted(pings), pings
        assert window["rttMinNanos"] - 100 <= pings[0] * 1e9 and pings[-1] * 1e9 <= window["rttMaxNanos"] + 100, (pings, window)
        # Buckets are an eighth of a power of two wide at most.
        return abs(values["median"] * 1e9 / window["rttP50Nanos"] - 1) < 0.13

    def tests(self):
        """What DismanPing made the agent do."""
        values = await_true("DismanPing's values", lambda: self.tested(0), 150, every=1)
        self.say(f"DismanPing has {values}")
        assert DELAY_MICROSECONDS / 1e6 <= values["median"] < 20 * DELAY_MICROSECONDS / 1e6, values
        rows = run(
            *in_netns(self.netns, "snmpbulkwalk", "-m", "", "-v2c", "-c", COMMUNITY, "-Onq", "127.0.0.1", "1.3.6.1.2.1.80.1.2.1.7")
        )
        # The configuration's two probes are rows as well, with a packet each.
        counts = [line.split()[-1] for line in rows.splitlines()]
        assert sorted(counts) == ["1", "1", str(TEST_PINGS)], rows

    def tested(self, lost):
        """The newest values of the tests if that many packets are lost."""
        self.smokeping.check_alive()
        values = self.last("tests")[1]
        return values.get("loss") == lost and values

    def told(self):
        """Newest word about each target's alert: raised or not."""
        found = re.findall(r"^loss (\S+) (\d)$", self.alerts.read_text(), re.MULTILINE)
        return {target: raised == "1" for target, raised in found}

    def alerted(self):
        self.smokeping.check_alive()
        return self.told().get("path")

    def while_broken(self):
        await_true("all of SmokePing's packets are lost", lambda: self.last("path")[1]["loss"] == PINGS, 150, every=0.5)
        await_true("DismanPing's tests fail", lambda: self.tested(TEST_PINGS), 150, every=0.5)

    def cleared(self):
        return self.told().get("path") is False

    def finish(self):
        assert set(self.told()) == {"path"}, self.told()
        await_true("the median covers a thousandth of SmokePing's graph", lambda: self.green() > 0.001, 150, every=2)

    def green(self):
        """The share of the newest graph of path that has the colour of a median without losses."""
        run(
            "env", f"PERL5LIB={HERE / 'lib'}", "LC_ALL=", "LANG=C.UTF-8", "smokeping", f"--config={self.config}",
            f"--static-pages={self.folder / 'pages'}",
        )  # fmt: skip
        images = self.folder / "images"
        drawn = sorted(images.glob("path_last_*.png"))
        if not drawn:
            raise Failed(f"SmokePing drew no graph of path: {sorted(str(p) for p in images.rglob('*'))}")
        octets = drawn[0].read_bytes()
        (self.pictures / "smokeping.png").write_bytes(octets)
        width, height, shares = pixels(octets)
        assert width > 600 and height > 200, (width, height)
        require_drawn(drawn[0], shares)
        # Its box in the legend is smaller than that.
        return sum(share for colour, share in shares.items() if colour[:3] == bytes.fromhex("26ff00"))
