"""collectd reads the agent's tables with its snmp plugin, writes them to files, and gives notice of thresholds."""

import pathlib
import re

from pgnms.proof import Proof
from pgtest.agent import Agent
from pgtest.procs import await_true

HERE = pathlib.Path(__file__).resolve().parent
POLL_SECONDS = 2
COMMUNITY = "collectd"
LISTS = ("state", "sent", "received", "last_rtt", "jitter", "loss", "p50", "p95", "p99", "alarm", "alarms")


class WithCommunity(Agent):
    """An agent that answers version 2c: collectd knows no authentication that the agent has."""

    def document(self, probes):
        document = super().document(probes)
        document["pathgauge-system:agent"]["snmp"]["community"] = [COMMUNITY]
        return document


class Collectd(Proof):
    poll_seconds = POLL_SECONDS
    agent_type = WithCommunity

    def start(self):
        self.log = self.folder / "collectd.log"
        self.values = self.folder / "csv"
        config = self.folder / "collectd.conf"
        collect = " ".join(f'"pathgauge_{name}"' for name in LISTS)
        config.write_text(
            f"""
            Hostname "proof"
            FQDNLookup false
            Interval {POLL_SECONDS}
            BaseDir "{self.folder}"
            PIDFile "{self.folder / "pid"}"
            TypesDB "/usr/share/collectd/types.db"
            LoadPlugin logfile
            <Plugin logfile>
              LogLevel info
              File "{self.log}"
            </Plugin>
            LoadPlugin csv
            <Plugin csv>
              DataDir "{self.values}"
            </Plugin>
            Include "{HERE / "pathgauge-data.conf"}"
            <Plugin snmp>
              <Host "router">
                Address "127.0.0.1:{self.agent.snmp_port}"
                Version 2
                Community "{COMMUNITY}"
                BulkSize 20
                Interval {POLL_SECONDS}
                Collect {collect}
              </Host>
            </Plugin>
            Include "{HERE / "pathgauge-thresholds.conf"}"
            """
        )
        self.collectd = self.child("collectd", "collectd", "-f", "-C", config, MIBS="")

    def newest(self, name):
        """The newest value of a list and instance, such as "loss/percent-1.60"; None before the first."""
        instance, _, kind = name.partition("/")
        lines = []
        for path in sorted((self.values / "router" / f"pathgauge-{instance}").glob(f"{kind}-20*")):
            lines += [line for line in path.read_text().splitlines() if re.match(r"\d", line)]
        return float(lines[-1].split(",")[1]) if lines else None

    def first_value(self):
        self.collectd.check_alive()
        return self.newest("state/gauge-path") and self.newest("loss/percent-1.10") is not None

    def check(self):
        self.until("what was sent", lambda: (self.newest("sent/derive-path") or 0) > 0)
        self.until("both are up", lambda: self.newest("state/gauge-path") == self.newest("state/gauge-path-v6") == 2)
        self.until("nothing is lost", lambda: self.newest("loss/percent-1.10") == 0)
        for name in ("rtt_p50/latency-1.10", "rtt_p95/latency-1.10", "last_rtt/latency-path", "jitter/latency-path"):
            value = self.until(name, lambda: self.newest(name))
            # A veth pair: microseconds, so a wrong unit shows.
            assert 1e-7 < value < 0.05, (name, value)
        self.until("the alarms", lambda: self.newest("agent/count-active_alarms") == 0)
        self.until("nothing is wrong", lambda: self.notice("state", "path") == self.notice("loss", "1.10") == "OKAY")

    def until(self, what, condition):
        return await_true(what, condition, 90, every=0.25)

    def notice(self, what, instance):
        """Severity of the newest notification about a list."""
        self.collectd.check_alive()
        about = f"plugin = pathgauge, plugin_instance = {re.escape(what)}, type = \\w+, type_instance = {re.escape(instance)}, "
        found = re.findall(rf"Notification: severity = (\w+), host = router, {about}", self.log.read_text())
        return found[-1] if found else None

    def alerted(self):
        return self.notice("state", "path") == "FAILURE"

    def while_broken(self):
        self.until("the notice of the loss", lambda: self.notice("loss", "1.10") == "FAILURE")
        self.until("the notice of the alarms", lambda: self.notice("agent", "active_alarms") == "WARNING")

    def cleared(self):
        return self.notice("state", "path") == "OKAY"

    def finish(self):
        self.until("no loss", lambda: self.notice("loss", "1.10") == "OKAY")
        self.until("no alarm", lambda: self.notice("agent", "active_alarms") == "OKAY")
        self.say("\n".join(line for line in self.log.read_text().splitlines() if "Notification" in line))
