"""The report of a run with an outage, from Prometheus and from the agent's own history: the right times, gaps, and a PDF."""

import datetime
import pathlib
import re
import subprocess
import time

from pgnms.browser import Browser
from pgnms.proof import Proof
from pgnms.visualizer import PROMETHEUS, SCRAPE_SECONDS, Visualizer
from pgtest.agent import PATHGAUGE
from pgtest.everything import DROPS, TCP, filtered, rule
from pgtest.procs import Failed, await_true, in_netns, run

HERE = pathlib.Path(__file__).resolve().parent
REPORT = HERE / "pathgauge-report"
DISCARD = 9
SEND = "import socket, sys; s = socket.socket(2, 2); [s.sendto(b'x', (sys.argv[1], int(sys.argv[2]))) for _ in range(40)]"
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)


class Report(Visualizer, Proof):
    extra = TCP | DROPS | filtered([rule("discard", 1, protocol=17, destination_port=DISCARD)])

    def first_value(self):
        # Made often while it is waited for; there is nothing to hurry.
        time.sleep(1)
        try:
            return '<svg class="chart"' in self.report()
        except Failed as failure:
            # Prometheus has not read the agent for as long as a step yet.
            if "has nothing of PathGauge's probes" in str(failure):
                return False
            raise

    def check(self):
        self.refuses_what_is_wrong()
        run(*self.topology.agent("/usr/bin/python3", "-c", SEND, "127.0.0.1", 4444))
        run(*self.topology.node(1, "/usr/bin/python3", "-c", SEND, self.topology["AGENT_V4"], DISCARD))
        dropped = 'sum(pathgauge_kernel_drop_packets_total{reason="NO_SOCKET"}) >= 40 and sum(pathgauge_filter_rule_dropped_packets_total) >= 40'
        await_true("Prometheus knows of the dropped packets", lambda: self.query(dropped), 150, every=0.5)

    def report(self, *options, html=None):
        """The text of a report of the newest minutes."""
        html = html or self.folder / "report.html"
        given = ("--last", "4m", "--zone", "Europe/Zurich", "--html", html, *options)
        run(*in_netns(self.netns, REPORT, "--prometheus", f"http://127.0.0.1:{PROMETHEUS}", *given))
        return html.read_text()

    def refuses_what_is_wrong(self):
        for options, message in (
            (("--last", "4x"), "'4x' is no length of time"),
            (("--last", "10s"), "at least 30 s"),
            (("--from", "2026-02-02", "--to", "2026-02-01"), "ends before it begins"),
            (("--from", "2020-01-01", "--to", "2020-01-02"), "has nothing of PathGauge's probes"),
            (("--last", "1h", "--probe", "nobody*"), "has nothing of PathGauge's probes"),
            (("--prometheus", "http://127.0.0.1:9"), "cannot be reached"),
            (("--prometheus", "nonsense"), "is no URL"),
            (("--zone", "Mars/Phobos"), "no time zone 'Mars/Phobos'"),
            (("--history", self.folder, "--pathgauge", PATHGAUGE), "name each with --probe"),
        ):
            made = self.folder / "never.html"
            command = in_netns(self.netns, REPORT, "--html", made, *options)
            said = subprocess.run(command, capture_output=True, text=True, timeout=60)
            assert said.returncode == 1 and message in said.stderr and not made.exists(), (options, said)

    def break_path(self):
        self.broken = self.noted(super().break_path)

    def mend_path(self):
        self.mended = self.noted(super().mend_path)

    def noted(self, what):
        """(before, after) of doing something, in seconds since the epoch."""
        before = time.time()
        what()
        return before, time.time()

    def alerted(self):
        time.sleep(1)
        return any(cells[3].startswith("still at ") for cells in outages(self.report()))

    def while_broken(self):
        # Long enough that whole slots are within, which the history counts.
        def silent():
            return self.query('pathgauge_probe_window_loss_ratio{probe="path",window="10s"} == 1')

        await_true("a slot without a reply", silent, 150, every=0.5)

    def cleared(self):
        time.sleep(1)
        found = outages(self.report())
        # The newest steps are there a little later than the end of the outage.
        return len(found) == 2 and all(not cells[3].startswith("still") for cells in found)

    def finish(self):
        pdf = self.folder / "report.pdf"
        # The agent clears its alarms with the first whole slot; reports see what Prometheus has.
        await_true("the alarms are cleared", lambda: not self.query("pathgauge_alarm_active == 1"), 150, every=0.5)
        text = self.report("--pdf", pdf, "--title", "A path that broke")
        self.the_times_are_right(outages(text))
        for section in ("Paths", "Outages and loss", "Round-trip times and loss", "Dropped packets", "Top TCP peers", "Alarms"):
            assert f"<h2>{section}</h2>" in text, section
        rows = [cells(row) for row in ROW.findall(text)]
        drops = {(row[1], row[3]): row[4] for row in rows if len(row) == 5}
        assert int(drops["lo", "NO_SOCKET"].replace(" ", "")) >= 40, drops
        assert int(drops["all watched", "rule discard"].replace(" ", "")) >= 40, drops
        assert any(row[2] == "9832" and row[3] == "agent's host" for row in rows if len(row) == 10), "no TCP peer"
        silent = [row for row in rows if row[0] == "critical" and "silent" in row[2]]
        assert silent and silent[0][1].startswith("path") and silent[0][4] != "still raised", silent
        # All is in the one file.
        assert not re.search(r"\b(src|href)=|url\((?!#)|@import", text)
        self.gaps_are_gaps(text)
        pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes()))
        assert pages >= 2, f"{pages} pages"
        self.look()
        self.from_history()
        self.remark(f"report of {len(text) // 1000} kB, PDF of {pages} pages; outage known to {SCRAPE_SECONDS} s")

    def the_times_are_right(self, found):
        assert sorted(row[1] for row in found) == ["path", "path-v6"], found
        for _, name, start, end, _, accuracy, _ in found:
            off = seconds(accuracy) + 1
            for told, (before, after) in ((start, self.broken), (end, self.mended)):
                # A snapshot is up to a second old, and what is printed is cut to seconds.
                assert before - off - 1 <= zurich(told) <= after + off + 1, (name, told, accuracy, before, after)

    def gaps_are_gaps(self, text):
        """No median is drawn in the outage, and the time before the agent is hatched."""
        chart = re.search(r'<svg class="chart".*?</svg>', text, re.DOTALL)[0]
        assert 'fill="url(#unknown)"' in chart
        all_lost = re.search(r'<rect x="([\d.]+)" y="\d+" width="([\d.]+)" height="10" fill="#7a0019">', chart)
        left, right = float(all_lost[1]), float(all_lost[1]) + float(all_lost[2])
        medians = [float(x) for x in re.findall(r'<line x1="([\d.]+)"[^>]* stroke-width="2.4"/>', chart)]
        assert medians and not any(left <= x < right - 1 for x in medians), (left, right, medians)

    def look(self):
        with Browser(self.netns, width=1000, height=1200) as browser:
            browser.open((self.folder / "report.html").as_uri())
            assert browser.js("document.querySelectorAll('svg.chart').length") == 2
            # Nothing is wider than the page, and no label of a chart leaves its frame.
            assert browser.js("document.documentElement.scrollWidth <= innerWidth")
            outside = """[...document.querySelectorAll('svg text')].filter(text => {
                const own = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
                return own.left < frame.left - 1 || own.right > frame.right + 1 || own.bottom > frame.bottom + 2;
            }).map(text => text.textContent)"""
            assert browser.js(outside) == [], browser.js(outside)
            browser.picture(self.pictures / "report.png", whole=True)

    def from_history(self):
        """The same outage from the agent's files, by whole slots."""
        html = self.folder / "history.html"
        run(REPORT, "--history", self.agent.state, "--pathgauge", PATHGAUGE, "--last", "4m", "--zone", "Europe/Zurich", "--html", html)
        text = html.read_text()
        found = [row for row in outages(text) if row[1] == "path"]
        assert len(found) == 1, found
        assert self.broken[0] - 1 <= zurich(found[0][2]) <= self.broken[1] + 11, found
        assert self.mended[0] - 11 <= zurich(found[0][3].removeprefix("still at ")) <= self.mended[1] + 1, found
        assert "drops are not in the agent" in text


def cells(row):
    return [cell.replace("&#x27;", "'") for cell in CELL.findall(row)]


def outages(text):
    """Cells of the rows of outages."""
    return [row for row in map(cells, ROW.findall(text)) if row and row[0] == "outage"]


def seconds(text):
    found = re.fullmatch(r"(\d+) s", text)
    if not found:
        raise Failed(f"'{text}' is no few seconds")
    return int(found[1])


def zurich(text):
    """Seconds since the epoch of a time of a report in the zone of Zürich."""
    when, zone = text.rsplit(" ", 1)
    offset = {"CET": "+01:00", "CEST": "+02:00"}[zone]
    return datetime.datetime.fromisoformat(f"{when}{offset}").timestamp()
