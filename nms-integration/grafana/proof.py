"""The dashboards, without Grafana, which Debian does not have: Grafana's types, and every query against a live Prometheus."""

import itertools
import json
import pathlib

import panels
import typed

from pgnms.proof import Proof
from pgnms.visualizer import EXPORTER, FOLDER, SCRAPE_SECONDS, Visualizer
from pgtest.everything import DROPS, PATTERNS, TCP, filtered, rule
from pgtest.procs import Failed, await_true, run

HERE = pathlib.Path(__file__).resolve().parent
BOARDS = FOLDER / "grafana" / "dashboards"
DISCARD = 9
SEND = "import socket, sys; s = socket.socket(2, 2); [s.sendto(b'x', (sys.argv[1], int(sys.argv[2]))) for _ in range(5)]"
VALUES = {
    "__rate_interval": f"{10 * SCRAPE_SECONDS}s", "instance": f"127.0.0.1:{EXPORTER}", "probe": ".+", "window": "1min",
    "interface": ".+", "direction": ".+", "peer": ".+",
}  # fmt: skip
# What rightly shows nothing in a network where all is well, and why.
EMPTY = {
    "pathgauge-drops: XDP exceptions A": "no XDP program failed",
    "pathgauge-drops: Suspects: value over limit A": "nothing was suspicious",
}


class Grafana(Visualizer, Proof):
    extra = TCP | DROPS | PATTERNS | filtered([rule("discard", 1, protocol=17, destination_port=DISCARD)])

    def first_value(self):
        return self.shown("pathgauge-overview: Paths A") == [2.0]

    def check(self):
        run(HERE / "generate", "--check")
        self.is_provisioned()
        self.is_well_formed()
        self.is_typed()
        self.waiting = {query.name: query for query in self.queries()}
        self.count = len(self.waiting)
        # With losses in it, the next minute has no percentiles.
        minute = 'pathgauge_probe_window_rtt_percentile_seconds{window="1min",probe="path",percentile="p95"}'
        await_true("a window of a minute", lambda: self.query(minute), 90, every=0.5)
        self.all_have_data()

    def is_typed(self):
        """They have what Grafana's own types say, and nothing else."""
        if not typed.TYPES.exists():
            raise Failed("Grafana's types are not there: nms-integration/setup grafana")
        compared = typed.check([json.loads(path.read_text()) for path in sorted(BOARDS.glob("*.json"))])
        self.remark(f"{compared} dashboards, panels' options, fields and queries compared with Grafana's types")

    def is_provisioned(self):
        """The compose file's Grafana finds the dashboards, and they its data source."""
        import yaml

        provisioning = FOLDER / "grafana" / "provisioning"
        (source,) = yaml.safe_load((provisioning / "datasources" / "pathgauge.yml").read_text())["datasources"]
        (provider,) = yaml.safe_load((provisioning / "dashboards" / "pathgauge.yml").read_text())["providers"]
        grafana = yaml.safe_load((FOLDER / "compose.yml").read_text())["services"]["grafana"]
        mounted = dict(volume.split(":")[1::-1] for volume in grafana["volumes"])
        assert mounted[provider["options"]["path"]] == "./grafana/dashboards", mounted
        for path in BOARDS.glob("*.json"):
            uids = {place["uid"] for place in datasources(json.loads(path.read_text()))}
            assert uids == {source["uid"]}, (path, uids)

    def is_well_formed(self):
        boards = [json.loads(path.read_text()) for path in BOARDS.glob("*.json")]
        assert len({board["uid"] for board in boards}) == len(boards) == 5
        for board in boards:
            places = [panel["gridPos"] for panel in board["panels"]]
            assert len({panel["id"] for panel in board["panels"]}) == len(places), board["uid"]
            assert all(place["x"] >= 0 and place["x"] + place["w"] <= 24 for place in places), board["uid"]
            for one, other in itertools.combinations(places, 2):
                apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
                apart = apart or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
                assert apart, (board["uid"], one, other)

    def alerted(self):
        return self.shown("pathgauge-overview: Unreachable A") == [2.0]

    def cleared(self):
        return self.shown("pathgauge-overview: Unreachable A") == [0.0]

    def finish(self):
        """Every query of every panel has had data, or the reason why not is known. The alarm of before is there by now."""
        try:
            await_true("every panel has data", self.all_have_data, 150, every=1)
        finally:
            self.say(f"without data: {sorted(self.waiting)}")
        reasons = "; ".join(f"{name} ({EMPTY[name]})" for name in sorted(self.waiting))
        boards = len(list(BOARDS.glob("*.json")))
        self.remark(f"{self.count - len(self.waiting)} of {self.count} queries of {boards} dashboards return data; the others: {reasons}")

    def all_have_data(self):
        """Whether nothing is left of what has had no data yet, but what rightly has none."""
        self.send()
        before = len(self.waiting)
        for name, query in list(self.waiting.items()):
            if self.has_data(query):
                del self.waiting[name]
        if len(self.waiting) < before:
            self.say(f"without data yet: {sorted(self.waiting)}")
        return self.waiting.keys() <= EMPTY.keys()

    def queries(self):
        for path in sorted(BOARDS.glob("*.json")):
            # One of them is of one path, whose name must be equal.
            yield from panels.asked(path, VALUES | ({"probe": "path"} if path.stem == "pathgauge-path" else {}))

    def shown(self, name):
        """Values that a panel shows now."""
        query = next(query for query in self.queries() if query.name == name)
        return [value for _, value in self.query(query.expression)]

    def has_data(self, query):
        return self.query(query.expression) if query.instant else self.query_range(query.expression, 60, 10)

    def send(self):
        """Something to drop: by the kernel, and by the filter."""
        run(*self.topology.agent("/usr/bin/python3", "-c", SEND, "127.0.0.1", 4444))
        run(*self.topology.node(1, "/usr/bin/python3", "-c", SEND, self.topology["AGENT_V4"], DISCARD))


def datasources(part):
    """Every data source that is named anywhere in a dashboard."""
    if isinstance(part, dict):
        if isinstance(part.get("datasource"), dict):
            yield part["datasource"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from datasources(each)
