"""Prometheus reads the exporter and, through snmp_exporter, the MIB; Alertmanager tells and takes back its alerts."""

import json
import pathlib

from pgnms.proof import Proof
from pgnms.web import Webhook, ask_json
from pgtest.procs import run

HERE = pathlib.Path(__file__).resolve().parent
EXPORTER, PROMETHEUS, ALERTMANAGER, WEBHOOK = 9832, 9090, 9093, 9099
SCRAPE_SECONDS = 2


class Prometheus(Proof):
    poll_seconds = SCRAPE_SECONDS
    openmetrics = {"enabled": True, "listen": [{"address": "127.0.0.1", "port": EXPORTER}], "window": ["10s", "1min"]}

    def start(self):
        self.webhook = self.keep(Webhook(self.netns, WEBHOOK))
        self.configure()
        self.alertmanager = self.child(
            "alertmanager",
            "prometheus-alertmanager",
            f"--config.file={self.folder / 'alertmanager.yml'}",
            f"--storage.path={self.folder / 'alerts'}",
            f"--web.listen-address=127.0.0.1:{ALERTMANAGER}",
            "--cluster.listen-address=",
        )
        self.prometheus = self.child(
            "prometheus",
            "prometheus",
            f"--config.file={self.folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{PROMETHEUS}",
        )

    def configure(self):
        # YAML contains JSON.
        (self.folder / "alertmanager.yml").write_text(
            json.dumps(
                {
                    "route": {"receiver": "proof", "group_by": ["..."], "group_wait": "1s", "group_interval": "1s"},
                    "receivers": [{"name": "proof", "webhook_configs": [{"url": self.webhook.url, "send_resolved": True}]}],
                }
            )
        )
        rules = sorted(str(path) for path in (HERE / "rules").glob("*.yml"))
        (self.folder / "prometheus.yml").write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": f"{SCRAPE_SECONDS}s", "scrape_timeout": "2s", "evaluation_interval": "2s"},
                    "rule_files": rules,
                    "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{ALERTMANAGER}"]}]}]},
                    "scrape_configs": [
                        {"job_name": "pathgauge", "static_configs": [{"targets": [f"127.0.0.1:{EXPORTER}"]}]}
                    ],
                }
            )
        )
        run("promtool", "check", "config", self.folder / "prometheus.yml")

    def query(self, expression):
        """(labels, value) of each sample of an instant query; nothing while Prometheus starts."""
        import urllib.parse

        self.prometheus.check_alive()
        url = f"http://127.0.0.1:{PROMETHEUS}/api/v1/query?query={urllib.parse.quote(expression)}"
        answer = ask_json(self.netns, url)
        return [(sample["metric"], float(sample["value"][1])) for sample in answer["data"]["result"]] if answer else []

    def first_value(self):
        return self.query('pathgauge_probe_window_rtt_percentile_seconds{probe="path",window="10s",percentile="p50"} > 0')

    def told(self, status, name="PathGaugeProbeDown", probe="path"):
        """Whether the webhook was told of the alert with this status."""
        self.alertmanager.check_alive()
        alerts = [alert for message in self.webhook.received for alert in message["alerts"]]
        return any(
            a["status"] == status and a["labels"]["alertname"] == name and a["labels"].get("probe") == probe for a in alerts
        )

    def alerted(self):
        self.prometheus.check_alive()
        return self.told("firing")

    def cleared(self):
        return self.told("resolved")
