"""Prometheus, started by "up", reads the agent's page and, through snmp_exporter, its MIB; Alertmanager tells and takes back."""

import pathlib
import re
import subprocess
import time
import urllib.parse

from pgnms.browser import Browser
from pgnms.proof import Proof
from pgnms.trapd import trapd
from pgnms.visualizer import PROMETHEUS, SCRAPE_SECONDS, Visualizer
from pgnms.web import Webhook, ask_json
from pgtest.procs import await_true, run

HERE = pathlib.Path(__file__).resolve().parent
ALERTMANAGER, WEBHOOK = 9093, 9099


class Prometheus(Visualizer, Proof):
    poll_seconds = SCRAPE_SECONDS
    trap_port = 16162

    def start(self):
        self.webhook = self.keep(Webhook(self.netns, WEBHOOK))
        super().start()
        trapd(self, self.trap_port, f"[alertmanager]\nurl = http://127.0.0.1:{ALERTMANAGER}\n")

    def up(self, *options):
        super().up(
            "--snmp", f"127.0.0.1:{self.agent.snmp_port}", "--snmp-auth", self.agent.folder / "auth",
            "--snmp-priv", self.agent.folder / "priv", "--webhook", self.webhook.url, *options,
        )  # fmt: skip

    def first_value(self):
        return self.query('pathgauge_probe_sent_packets_total{probe="path"} > 0')

    def check(self):
        self.files_are_what_the_generator_makes()
        run("promtool", "test", "rules", HERE / "tests" / "rules_test.yml")
        self.both_forms_say_the_same()
        # Its schema; there is no Docker to run it.
        run("docker-compose", "-f", HERE / "compose.yml", "--profile", "snmp", "config", "-q")
        run("promtool", "check", "config", HERE / "prometheus.yml")
        by_snmp = 'pathGaugeProbeSent{probe="path"} > 0'
        await_true("a value by SNMP", lambda: self.query(by_snmp), 150, every=0.5)
        await_true("both ways have the last minute", lambda: len(self.of_both_ways()) == 2, 150, every=0.5)
        p50, sent = self.of_both_ways(), self.query('{__name__=~"pathgauge_probe_sent_packets_total|pathGaugeProbeSent",probe="path"}')
        self.say(f"{p50} {sent}")
        for _, value in p50:
            # A veth pair: microseconds, so a wrong unit shows.
            assert 1e-6 < value < 0.05, p50
        # Read at most a few scrapes apart, at ten packets a second.
        assert abs(sent[0][1] - sent[1][1]) <= 10 * 4 * SCRAPE_SECONDS, sent
        assert self.value('up{job="node"}') == 1
        assert self.query("node_load1")
        self.firing_rules_are_none()
        self.since = time.time()
        # The page is scraped in protobuf, with native histograms.
        assert self.value('histogram_count(pathgauge_probe_rtt_seconds{probe="path"})') > 0
        self.look()

    def files_are_what_the_generator_makes(self):
        told = subprocess.run(["prometheus-snmp-exporter", "--version"], capture_output=True, text=True)
        version = re.search(r"version ([\d.]+)", told.stdout + told.stderr)[1]
        if version.startswith("0.21."):
            run(HERE / "generate", "--check")
        else:
            self.remark(f"snmp_exporter {version} reads the files, which the generator of 0.21 made and alone can make again")

    def look(self):
        """Pictures of what Prometheus itself draws: its alerts, and the percentiles of the probes."""
        percentiles = urllib.parse.quote('pathgauge_probe_window_rtt_percentile_seconds{window="10s"} * 1e6')
        with Browser(self.netns) as browser:
            browser.open(f"http://127.0.0.1:{PROMETHEUS}/classic/alerts")
            browser.await_js("document.body.innerText.includes('PathGaugeProbeDown')")
            browser.picture(self.pictures / "prometheus-alerts.png")
            browser.open(f"http://127.0.0.1:{PROMETHEUS}/classic/graph?g0.expr={percentiles}&g0.tab=0&g0.range_input=2m")
            browser.await_js("document.querySelectorAll('.rickshaw_graph svg path').length >= 6")
            browser.picture(self.pictures / "prometheus-graph.png")

    def of_both_ways(self):
        return self.query('pathgauge:probe_rtt_percentile:seconds_1m{probe="path",percentile="p50"}')

    def firing_rules_are_none(self):
        await_true("the rules are evaluated", lambda: self.query("pathgauge:probe_loss_limit:ratio"), 90, every=0.5)
        assert self.query("ALERTS") == [], self.query("ALERTS")

    def both_forms_say_the_same(self):
        """snmp_exporter 0.23 and later has the same modules, and the credentials beside them."""
        import yaml

        for old, new in (("snmp.yml", "snmp-0.23.yml"), ("generator.yml", "generator-0.23.yml")):
            before, after = (yaml.safe_load((HERE / "snmp" / name).read_text()) for name in (old, new))
            for name, module in before.get("modules", before).items():
                credentials = module.pop("auth") | {"version": module.pop("version")}
                assert after["modules"][name] == module, f"{new}: {name}"
                assert after["auths"]["pathgauge"] == credentials, f"{new}: auths"
            assert set(after) == {"auths", "modules"}, new

    def told(self, status, name, **labels):
        """Whether the webhook was told of such an alert with this status."""
        alerts = [alert for message in self.webhook.received for alert in message["alerts"]]
        wanted = labels | {"alertname": name}
        return any(a["status"] == status and wanted.items() <= a["labels"].items() for a in alerts)

    def all_told(self, status):
        """Until the webhook was told of the same by every way."""
        for name, labels in (
            ("PathGaugeProbeDown", {"job": "pathgauge-snmp", "probe": "path", "severity": "critical"}),
            ("PathGaugeAlarm", {"job": "pathgauge", "resource": "path", "qualifier": "silent", "severity": "critical"}),
            ("PathGaugeAlarm", {"job": "pathgauge-snmp", "resource": "path", "qualifier": "silent", "severity": "critical"}),
            ("PathGaugeTrap", {"type": "probeUnreachable", "resource": "path", "severity": "critical"}),
        ):
            await_true(f"{name} {labels} {status}", lambda: self.told(status, name, **labels), 150, every=0.25)

    def alerted(self):
        return self.told("firing", "PathGaugeProbeDown", job="pathgauge", probe="path")

    def cleared(self):
        return self.told("resolved", "PathGaugeProbeDown", job="pathgauge", probe="path")

    def while_broken(self):
        self.all_told("firing")

    def finish(self):
        self.all_told("resolved")
        stored = self.value('pathgauge_probe_sent_packets_total{probe="path"}', self.since)
        run(HERE / "down", "--data", self.data)
        assert ask_json(self.netns, f"http://127.0.0.1:{PROMETHEUS}/-/ready") is None
        self.up()
        assert self.value('pathgauge_probe_sent_packets_total{probe="path"}', self.since) == stored
        self.remark(f"told: {len(self.webhook.received)} messages; what was stored outlives down and up")
