"""Typed parts of Grafana dashboards, and the JSON that they make: schema version 39, Grafana 10.4 and later."""

import dataclasses
import typing

SOURCE = {"type": "prometheus", "uid": "pathgauge"}
WIDTH = 24
Unit = typing.Literal["s", "percentunit", "pps", "Bps", "short", "bytes", "dateTimeFromNow", "none"]


@dataclasses.dataclass(frozen=True)
class Query:
    """A PromQL expression. may_be_empty: why it may legitimately give nothing while all is well."""

    expression: str
    legend: str = ""
    instant: bool = False
    format: typing.Literal["time_series", "table", "heatmap"] = "time_series"
    may_be_empty: str = ""

    def json(self, number):
        return {
            "refId": chr(ord("A") + number),
            "datasource": SOURCE,
            "editorMode": "code",
            "expr": self.expression,
            "legendFormat": self.legend or "__auto",
            "format": self.format,
            "instant": self.instant,
            "range": not self.instant,
        }


@dataclasses.dataclass(frozen=True)
class Limit:
    """From this value on, the colour."""

    colour: str
    value: float | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Panel:
    """What all panels have. width and height in cells of Grafana's grid, which is 24 wide."""

    title: str
    queries: tuple[Query, ...]
    about: str = ""
    unit: Unit = "short"
    width: int = 12
    height: int = 8
    limits: tuple[Limit, ...] = ()

    kind: typing.ClassVar[str] = ""

    def defaults(self):
        """Options of every field."""
        steps = [{"color": limit.colour, "value": limit.value} for limit in self.limits or (Limit("green"),)]
        return {"unit": self.unit, "thresholds": {"mode": "absolute", "steps": steps}, "custom": {}}

    def overrides(self):
        return []

    def options(self):
        return {}

    def transformations(self):
        return []

    def json(self, number, x, y):
        return {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": self.about,
            "datasource": SOURCE,
            "gridPos": {"x": x, "y": y, "w": self.width, "h": self.height},
            "targets": [query.json(n) for n, query in enumerate(self.queries)],
            "fieldConfig": {"defaults": self.defaults(), "overrides": self.overrides()},
            "options": self.options(),
            "transformations": self.transformations(),
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Series(Panel):
    """Lines over time. What is absent is a gap, never joined and never 0."""

    kind = "timeseries"
    stacked: bool = False
    bars: bool = False
    least: float | None = 0

    def defaults(self):
        found = super().defaults()
        found["custom"] = {
            "drawStyle": "bars" if self.bars else "line",
            "lineWidth": 1,
            "fillOpacity": 60 if self.bars else 25 if self.stacked else 0,
            "showPoints": "auto",
            "spanNulls": False,
            "stacking": {"mode": "normal" if self.stacked else "none", "group": "A"},
        }
        return found | ({} if self.least is None else {"min": self.least})

    def options(self):
        return {
            "legend": {"displayMode": "table", "placement": "bottom", "showLegend": True, "calcs": ["lastNotNull", "max"]},
            "tooltip": {"mode": "multi", "sort": "desc"},
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Smoke(Series):
    """Percentiles as SmokePing's smoke: grey bands from the first series up to each other, and the line of one. The
    legend of each query is its name."""

    floor: str
    bands: tuple[str, ...]
    line: str
    width: int = 24
    height: int = 10

    def overrides(self):
        greys = ("#6e7480", "#8f95a0", "#aeb4bd", "#cdd1d7")
        found = []
        for name, grey in zip(self.bands, greys, strict=True):
            # Each fills down to the floor; the darkest, nearest to the median, lies on top.
            found.append(_override(name, {"custom.fillBelowTo": self.floor, "custom.fillOpacity": 45, "custom.lineWidth": 0, "color": _fixed(grey)}))
        found.append(_override(self.floor, {"custom.lineWidth": 0, "color": _fixed("#cdd1d7")}))
        found.append(_override(self.line, {"custom.lineWidth": 2, "color": _fixed("green")}))
        return found


def _override(name, properties):
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": key, "value": value} for key, value in properties.items()],
    }


def _fixed(colour):
    return {"mode": "fixed", "fixedColor": colour}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Heat(Panel):
    """A histogram over time, native or classic."""

    kind = "heatmap"
    width: int = 24
    height: int = 9

    def defaults(self):
        return {"custom": {"hideFrom": {"legend": False, "tooltip": False, "viz": False}, "scaleDistribution": {"type": "linear"}}}

    def options(self):
        return {
            "calculate": False,
            "cellGap": 0,
            "cellValues": {"unit": "short"},
            "color": {"mode": "scheme", "scheme": "Spectral", "steps": 64, "scale": "exponential", "exponent": 0.5, "reverse": True, "fill": "dark-blue"},
            "filterValues": {"le": 1e-9},
            "legend": {"show": True},
            "rowsFrame": {"layout": "auto"},
            "tooltip": {"mode": "single", "yHistogram": True, "showColorScale": True},
            "yAxis": {"axisPlacement": "left", "unit": self.unit},
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Number(Panel):
    """One number, coloured by its limits."""

    kind = "stat"
    width: int = 4
    height: int = 4

    def options(self):
        return {
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "colorMode": "background" if self.limits else "value",
            "graphMode": "none",
            "textMode": "value",
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class States(Panel):
    """A bar for each series, coloured by its value over time. names: value -> (text, colour)."""

    kind = "state-timeline"
    names: dict[int, tuple[str, str]]

    def defaults(self):
        found = super().defaults()
        found["custom"] = {"fillOpacity": 80, "lineWidth": 0}
        mapped = {str(value): {"text": text, "color": colour, "index": n} for n, (value, (text, colour)) in enumerate(self.names.items())}
        return found | {"mappings": [{"type": "value", "options": mapped}]}

    def options(self):
        legend = {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []}
        return {"mergeValues": True, "showValue": "never", "rowHeight": 0.85, "legend": legend}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rows(Panel):
    """A table: the instant queries joined by their labels, one column each, named and with a unit. hidden: labels."""

    kind = "table"
    columns: tuple[tuple[str, Unit], ...]
    hidden: tuple[str, ...] = ()
    width: int = 24

    def overrides(self):
        return [_override(name, {"unit": unit}) for name, unit in self.columns]

    def transformations(self):
        values = [f"Value #{chr(ord('A') + n)}" for n in range(len(self.columns))] if len(self.columns) > 1 else ["Value"]
        renamed = dict(zip(values, (name for name, _ in self.columns), strict=True))
        hidden = {name: True for name in ("Time", "__name__", "job", *self.hidden)}
        organized = {"id": "organize", "options": {"excludeByName": hidden, "renameByName": renamed}}
        return ([{"id": "merge", "options": {}}] if len(values) > 1 else []) + [organized]

    def options(self):
        return {"showHeader": True, "cellHeight": "sm"}


@dataclasses.dataclass(frozen=True)
class Variable:
    """A choice at the top of the dashboard, filled by a query of Prometheus; or of words. several: also all of them."""

    name: str
    label: str
    query: str = ""
    words: tuple[str, ...] = ()
    several: bool = True

    def json(self):
        common = {"name": self.name, "label": self.label, "hide": 0, "multi": self.several, "includeAll": self.several}
        if self.several:
            common |= {"allValue": ".+", "current": {"selected": True, "text": ["All"], "value": ["$__all"]}}
        if self.words:
            options = [{"text": word, "value": word, "selected": n == 0} for n, word in enumerate(self.words)]
            chosen = {} if self.several else {"current": options[0]}
            return common | {"type": "custom", "query": ",".join(self.words), "options": options} | chosen
        query = {"query": self.query, "refId": f"variable-{self.name}"}
        return common | {"type": "query", "datasource": SOURCE, "query": query, "definition": self.query, "refresh": 2, "sort": 1}


@dataclasses.dataclass(frozen=True)
class Dashboard:
    """A dashboard. Panels are laid from left to right, and below where a line is full."""

    uid: str
    title: str
    about: str
    variables: tuple[Variable, ...]
    panels: tuple[Panel, ...]

    def json(self):
        laid, x, y, tallest = [], 0, 0, 0
        for number, panel in enumerate(self.panels, 1):
            if x + panel.width > WIDTH:
                x, y, tallest = 0, y + tallest, 0
            laid.append(panel.json(number, x, y))
            x, tallest = x + panel.width, max(tallest, panel.height)
        others = {
            "type": "dashboards", "title": "PathGauge", "tags": ["pathgauge"], "asDropdown": True, "includeVars": True, "keepTime": True,
            "icon": "external link", "targetBlank": False, "tooltip": "",
        }  # fmt: skip
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.about,
            "tags": ["pathgauge"],
            "schemaVersion": 39,
            "version": 1,
            "editable": True,
            "graphTooltip": 1,
            "refresh": "30s",
            "time": {"from": "now-6h", "to": "now"},
            "timezone": "browser",
            "templating": {"list": [variable.json() for variable in self.variables]},
            "annotations": {"list": []},
            "links": [others],
            "panels": laid,
        }
