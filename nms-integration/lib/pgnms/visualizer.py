"""Prometheus as nms-integration/prometheus/up starts it, for the proofs of what reads from it."""

import time
import urllib.parse

from pgtest.procs import REPO, in_netns, run

from .web import ask_json

FOLDER = REPO / "nms-integration" / "prometheus"
EXPORTER, PROMETHEUS = 9832, 9090
SCRAPE_SECONDS = 2


class Visualizer:
    """What a Proof takes besides, to have Prometheus scrape its agent's page."""

    openmetrics = {"enabled": True, "listen": [{"address": "127.0.0.1", "port": EXPORTER}], "window": ["10s", "1min"]}

    def start(self):
        self.data = self.folder / "visualizer"
        self._stack.callback(self.down)
        self.up()

    def up(self, *options):
        """Starts it, or starts it anew, in the agent's namespace."""
        run(
            *in_netns(
                self.netns, FOLDER / "up", "--data", self.data, "--interval", SCRAPE_SECONDS,
                "--agent", f"127.0.0.1:{EXPORTER}", *options,
            )
        )  # fmt: skip

    def down(self):
        """Stops it, and shows its logs; what it stored stays."""
        if (self.data / "run").exists():
            for log in sorted((self.data / "log").iterdir()):
                print(f"--- {log.name}\n{log.read_text()[-3000:]}", flush=True)
            run(FOLDER / "down", "--data", self.data)

    def query(self, expression, at=None):
        """(labels, value) of each sample of an instant query, now or at a time in seconds."""
        when = f"&time={at}" if at else ""
        return [(sample["metric"], float(sample["value"][1])) for sample in self._asked("query", expression, when)]

    def query_range(self, expression, seconds, step):
        """(labels, number of samples) of each series of the newest seconds."""
        now = time.time()
        when = f"&start={now - seconds}&end={now}&step={step}"
        # Native histograms come under a name of their own.
        return [
            (series["metric"], len(series.get("values", [])) + len(series.get("histograms", [])))
            for series in self._asked("query_range", expression, when)
        ]

    def _asked(self, call, expression, when):
        url = f"http://127.0.0.1:{PROMETHEUS}/api/v1/{call}?query={urllib.parse.quote(expression)}{when}"
        answer = ask_json(self.netns, url)
        return answer["data"]["result"] if answer else []

    def value(self, expression, at=None):
        """The one value of an expression."""
        found = self.query(expression, at)
        assert len(found) == 1, f"{expression}: {found}"
        return found[0][1]
