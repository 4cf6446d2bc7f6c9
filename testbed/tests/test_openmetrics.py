"""The OpenMetrics exporter, scraped by curl and by a real Prometheus over TLS with a password."""

import json
import pathlib
import re
import shutil
import tempfile
import unittest
import urllib.parse

from pgtest.agent import PATHGAUGE, Agent, probe
from pgtest.network import Topology
from pgtest.procs import STATE, Child, Failed, await_true, in_netns, run

PORT = 9832
PASSWORD = "kl\u00f6ster:42"
PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"


def program(name):
    """Prometheus or promtool, from the system or as the set-up unpacked it."""
    found = shutil.which(name) or STATE / "prometheus" / "usr" / "bin" / name
    if not pathlib.Path(found).exists():
        raise Failed(f"{name} is missing: run testbed/setup")
    return found


class Prometheus:
    """A Prometheus on loopback in a network namespace, with all it keeps in a folder."""

    def __init__(self, netns, folder, port, agent_folder, *options):
        self.netns = netns
        self.port = port
        self.folder = folder / f"prometheus{port}"
        self.options = options
        self.agent_folder = agent_folder
        self.child = None

    def __enter__(self):
        self.folder.mkdir()
        (self.folder / "password").write_text(PASSWORD)
        config = {
            "global": {"scrape_interval": "2s", "scrape_timeout": "2s"},
            "scrape_configs": [
                {
                    "job_name": "pathgauge",
                    "scheme": "https",
                    "basic_auth": {"username": "prometheus", "password_file": str(self.folder / "password")},
                    "tls_config": {"ca_file": str(self.agent_folder / "exporter.crt")},
                    "static_configs": [{"targets": [f"127.0.0.1:{PORT}"]}],
                }
            ],
        }
        (self.folder / "prometheus.yml").write_text(json.dumps(config))  # YAML contains JSON.
        with (self.folder / "log").open("ab") as log:
            self.child = Child(
                *in_netns(
                    self.netns,
                    program("prometheus"),
                    f"--config.file={self.folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={self.folder / 'data'}",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                    *self.options,
                ),
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(self, *_):
        self.child.stop()

    def query(self, expression):
        """Value by labels of an instant query; nothing while Prometheus starts."""
        url = f"http://127.0.0.1:{self.port}/api/v1/query?query={urllib.parse.quote(expression)}"
        text = run(*in_netns(self.netns, "curl", "-sS", "--max-time", "10", url), check=False)
        # Until it is ready it refuses connections, or answers "Service Unavailable".
        if not text.startswith("{"):
            return []
        answer = json.loads(text)
        if answer["status"] != "success":
            raise Failed(f"{expression}: {text}")
        return [(sample["metric"], float(sample["value"][1])) for sample in answer["data"]["result"]]

    def await_value(self, expression):
        """The one value of an expression, as soon as it has one that is a number."""

        def one():
            if not self.child.alive():
                raise Failed((self.folder / "log").read_text()[-2000:])
            values = [value for _, value in self.query(expression) if value == value]
            return values[:1]

        return await_true(f"Prometheus knows {expression}", one, 60, every=1)[0]


class OpenMetricsTest(unittest.TestCase):
    def test_curl_promtool_and_prometheus(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="pgopenmetrics"))
        try:
            with Topology(5) as topology:
                # Requests must be stamped on their way, so the silent one's are lost behind the agent.
                topology.drop("--all", node=2)
                probes = [
                    probe("v4", topology["NODE1_V4"], interval=100, timeout=500),
                    probe("silent", topology["NODE2_V4"], interval=1000, timeout=500),
                ]
                agent = Agent(
                    topology["AGENT_NS"],
                    {topology["AGENT_IF"]: "tcx"},
                    probes,
                    openmetrics=self.exporter(folder),
                )
                with agent:
                    self.agent = agent
                    self.netns = topology["AGENT_NS"]
                    self.folder = folder
                    self.access()
                    await_true("a window has enough packets", self.has_window, 60, every=1)
                    self.page()
                    self.views_hide_the_hash()
                    self.prometheus()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def exporter(self, folder):
        run(
            "openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=exporter",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "exporter.key", "-out",
            folder / "exporter.crt",
        )  # fmt: skip
        (folder / "exporter.key").chmod(0o600)
        self.hash = run(PATHGAUGE, "hash-password", stdin=PASSWORD + "\n").strip()
        self.assertRegex(self.hash, r"^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$")
        return {
            "enabled": True,
            "listen": [{"address": "127.0.0.1", "port": PORT}],
            "certificate": str(folder / "exporter.crt"),
            "private-key": str(folder / "exporter.key"),
            "user": [{"name": "prometheus", "password-hash": self.hash}],
            "window": ["10s", "1min"],
        }

    def curl(self, *options, scheme="https", path="/metrics", password=PASSWORD, check=True):
        login = ["-u", f"prometheus:{password}"] if password is not None else []
        return run(
            *in_netns(
                self.netns, "curl", "-sS", "--max-time", "30", "--cacert", self.folder / "exporter.crt", *login,
                *options, f"{scheme}://127.0.0.1:{PORT}{path}",
            ),
            check=check,
        )  # fmt: skip

    def status(self, **how):
        return self.curl("-o", "/dev/null", "-w", "%{http_code}", **how)

    def access(self):
        await_true("the exporter answers", lambda: self.status(password=None, check=False) == "401")
        self.assertEqual("401", self.status(password="wrong"))
        self.assertEqual("200", self.status())
        self.assertEqual("200", self.status(path="/"))
        self.assertEqual("404", self.status(path="/secret"))
        self.assertNotIn("pathgauge_", self.curl(scheme="http", check=False))
        self.assertEqual("200", self.status())
        old = self.curl("--tls-max", "1.1", check=False)
        self.assertEqual("", old)

    def has_window(self):
        """Whether the slow probe, too, has a slot with the two packets that a median needs; the first may have one."""
        self.agent.check_alive()
        sent = re.search(r'window_sent_packets\{probe="silent",window="10s"\} (\d+)', self.curl())
        return sent is not None and int(sent.group(1)) >= 2

    def page(self):
        for accept in ("text/plain", "application/openmetrics-text;version=1.0.0"):
            text = self.curl("-H", f"Accept: {accept}", "--compressed")
            self.assertIn('pathgauge_probe_state{probe="v4",pathgauge_probe_state="up"} 1', text)
            self.assertIn('pathgauge_probe_window_loss_ratio{probe="silent",window="10s"} 1.0', text)
            self.assertNotIn('pathgauge_probe_last_rtt_seconds{probe="silent"}', text)
            self.assertRegex(text, r'rtt_percentile_seconds\{percentile="p50",probe="silent",window="10s"\} \+Inf')
        checked = run(program("promtool"), "check", "metrics", stdin=self.curl("-H", "Accept: text/plain"))
        self.assertEqual("", checked)
        names = self.curl(path="/metrics?name%5B%5D=pathgauge_probe_sent_packets_total&probe=v4")
        samples = [line for line in names.splitlines() if not line.startswith("#")]
        self.assertEqual(1, len(samples))
        self.assertTrue(samples[0].startswith('pathgauge_probe_sent_packets_total{probe="v4"} '), samples)
        pinned = self.agent.pin()
        shown = next(p for p in self.agent.show("probes")["probes"] if p["name"] == "v4")
        text = self.curl()
        self.agent.unpin()
        self.assertIn(f"pathgauge_agent_snapshots_total {float(pinned)}\n", text)
        sent = re.search(r'^pathgauge_probe_sent_packets_total\{probe="v4"\} (\S+)$', text, re.M)
        self.assertEqual(shown["totals"]["sent"], float(sent[1]))
        least = re.search(r'^pathgauge_probe_window_rtt_min_seconds\{probe="v4",window="10s"\} (\S+)$', text, re.M)
        self.assertEqual(shown["windows"]["10s"]["rttMinNanos"], round(float(least[1]) * 1e9))

    def views_hide_the_hash(self):
        for what in ("probes", "interfaces", "alarms"):
            self.assertNotIn(self.hash, json.dumps(self.agent.show(what)))
        self.assertNotIn(self.hash, self.curl())
        self.assertNotIn(self.hash, self.agent.log.read_text())

    def prometheus(self):
        histogram = 'pathgauge_probe_rtt_seconds{probe="v4"}'
        with Prometheus(self.netns, self.folder, 9190, self.folder, "--enable-feature=native-histograms") as server:
            server.await_value('pathgauge_probe_sent_packets_total{probe="v4"} > 50')
            # The histogram has the probes of complete slots only, so it comes to as many later.
            count = server.await_value(f"histogram_count({histogram}) > 50")
            native = server.await_value(f"histogram_quantile(0.5, {histogram})")
            mean = server.await_value(f"histogram_sum({histogram}) / histogram_count({histogram})")
            self.assertEqual(1, server.await_value("up"))
        with Prometheus(self.netns, self.folder, 9191, self.folder) as server:
            classic = server.await_value('histogram_quantile(0.5, pathgauge_probe_rtt_seconds_bucket{probe="v4"})')
            self.assertGreaterEqual(server.await_value('pathgauge_probe_rtt_seconds_count{probe="v4"}'), count)
            self.assertEqual(float("inf"), self.infinite(server))
        window = next(p for p in self.agent.show("probes")["probes"] if p["name"] == "v4")["windows"]["10s"]
        # Wide bounds: the quantile is of everything so far, the extremes are of one slot.
        self.assertGreater(mean, window["rttMinNanos"] / 4e9)
        for quantile in (native, classic):
            self.assertGreater(quantile, window["rttMinNanos"] / 4e9)
            self.assertLess(quantile, window["rttMaxNanos"] * 4 / 1e9)

    def infinite(self, server):
        labels = 'percentile="p50",probe="silent",window="10s"'
        return server.await_value(f"pathgauge_probe_window_rtt_percentile_seconds{{{labels}}}")


if __name__ == "__main__":
    unittest.main()
