"""Three agents in namespaces of their own under one Prometheus, which writes on to VictoriaMetrics; what it then knows."""

import json
import pathlib
import re
import shutil
import time
import urllib.parse

from pgnms.proof import Proof
from pgnms.visualizer import FOLDER
from pgnms.web import ask, ask_json
from pgtest.agent import Agent, probe
from pgtest.procs import Failed, await_true, in_netns, run

HERE = pathlib.Path(__file__).resolve().parent
REPORT = HERE.parent / "report" / "pathgauge-report"
VICTORIA = "http://127.0.0.1:8428"
EXPORTER = 9832
# Nodes of the testbed that have an agent of their own, besides the one that every proof has.
OTHERS = (4, 5)
SCRAPE_SECONDS = 2


class Fleet(Proof):
    nodes = 5
    poll_seconds = SCRAPE_SECONDS

    @property
    def openmetrics(self):
        return self.page_at(self.topology["AGENT_V4"])

    def page_at(self, address):
        return {"enabled": True, "listen": [{"address": address, "port": EXPORTER}], "window": ["10s", "1min"]}

    def probes(self):
        """Every agent has the same configuration: that is what a fleet is given."""
        return [probe(f"node-{n}", self.topology[f"NODE{n}_V4"], interval=200, timeout=500) for n in (1, 2)]

    def prepare(self):
        self.addresses = [self.topology["AGENT_V4"], *(self.topology[f"NODE{n}_V4"] for n in OTHERS)]
        for number, address in zip(OTHERS, self.addresses[1:], strict=True):
            namespace = self.topology[f"NODE{number}_NS"]
            self.keep(Agent(namespace, {"eth0": "tcx"}, self.probes(), openmetrics=self.page_at(address)))
        store = self.folder / "victoria"
        self.child("victoria-metrics", "victoria-metrics", f"-storageDataPath={store}", "-httpListenAddr=127.0.0.1:8428", "-retentionPeriod=12")
        await_true("VictoriaMetrics answers", lambda: self.answers(f"{VICTORIA}/health"), 30)

    def start(self):
        self.child(
            "prometheus", "prometheus", f"--config.file={self.configured()}", f"--storage.tsdb.path={self.folder / 'tsdb'}",
            "--web.listen-address=127.0.0.1:9090",
        )  # fmt: skip

    def answers(self, url):
        try:
            return ask(self.netns, url)[0] == 200
        except OSError:
            return False

    def configured(self):
        """This folder's configuration, with the agents' addresses and a shorter interval."""
        folder = self.folder / "etc"
        (folder / "targets").mkdir(parents=True)
        shutil.copytree(FOLDER / "rules", folder / "rules")
        text = (HERE / "prometheus.yml").read_text()
        config = folder / "prometheus.yml"
        config.write_text(re.sub(r"(scrape|evaluation)_interval: 15s", rf"\1_interval: {SCRAPE_SECONDS}s", text))
        targets = [f"{address}:{EXPORTER}" for address in self.addresses]
        (folder / "targets" / "pathgauge.yml").write_text(json.dumps([{"targets": targets}]))
        run("promtool", "check", "config", config)
        return config

    def query(self, expression, server=VICTORIA):
        """(labels, value) of each sample, now."""
        answer = ask_json(self.netns, f"{server}/api/v1/query?query={urllib.parse.quote(expression)}")
        return [(sample["metric"], float(sample["value"][1])) for sample in answer["data"]["result"]] if answer else []

    def first_value(self):
        """All three, in VictoriaMetrics."""
        seen = {labels["instance"] for labels, _ in self.query('pathgauge_probe_sent_packets_total{site="here",probe="node-1"} > 0')}
        return seen == {f"{address}:{EXPORTER}" for address in self.addresses}

    def check(self):
        # Rules are worked out near the agents, and what they find is written on.
        await_true("records", lambda: len(self.query("pathgauge:probe_loss:ratio_1m == 0")) == 6, 150, every=0.5)
        buckets = 'count({__name__=~"pathgauge_tcp_.*_bucket"})'
        assert self.query(buckets) == [], self.query(buckets)
        # Over the whole fleet, from the histograms of all agents together.
        slow = "histogram_quantile(0.99, sum by (le) (rate(pathgauge_probe_rtt_seconds_bucket[1m])))"
        await_true("a percentile of the whole fleet", lambda: any(0 < value < 1 for _, value in self.query(slow)), 150, every=0.5)
        assert not self.query('ALERTS{alertstate="firing"}')

    def firing(self):
        alerts = self.query('ALERTS{alertname="PathGaugeProbeDown",alertstate="firing",probe="node-1"}')
        return {labels["instance"] for labels, _ in alerts}

    def alerted(self):
        return len(self.firing()) == 3

    def cleared(self):
        return not self.query('pathgauge_probe_state{pathgauge_probe_state="unreachable"} == 1')

    def finish(self):
        def reported():
            time.sleep(1)
            html = self.folder / "fleet.html"
            command = in_netns(self.netns, REPORT, "--prometheus", VICTORIA, "--last", "4m", "--html", html)
            run(*command)
            text = html.read_text()
            rows = re.findall(r"<tr><td[^>]*>outage</td><td>(node-\d) @ ([^<]*)</td>(?:<td[^>]*>(?!still)[^<]*</td>){5}</tr>", text)
            return rows if len(rows) == 3 else None

        rows = await_true("the report from VictoriaMetrics has the outage of each agent", reported, 150)
        if sorted(rows) != sorted(("node-1", f"{address}:{EXPORTER}") for address in self.addresses):
            raise Failed(f"outages of {rows}")
        series = round(self.query('count({job="pathgauge"})')[0][1])
        page = round(self.query("avg(scrape_samples_scraped)")[0][1])
        self.remark(f"{len(self.addresses)} agents, {series} series in VictoriaMetrics, {page} samples a page; CPU is of one agent")
