"""A template in the import formats of Zabbix 6.0 and 7.0, as YAML."""

import hashlib
import json
import re

from parts import TEMPLATE

GROUP = "Templates/PathGauge"
TRAP = "trap"  # stands for the key of the trap item, which holds a regular expression
_TEXTS = ("CHAR", "TEXT", "LOG")


def uid(*parts):
    """An identifier of version 4 that is the same whenever and wherever the template is made."""
    digits = hashlib.md5("\n".join((TEMPLATE, *parts)).encode()).hexdigest()
    return digits[:12] + "4" + digits[13:16] + "89ab"[int(digits[16], 16) & 3] + digits[17:]


class Export:
    """The template for one version; a subclass says how a value comes."""

    version = None
    columns = None  # of a dashboard's grid
    without = ()  # user macros that mean nothing to it

    def __init__(self, mib, trap_key):
        self._mib = mib
        self._trap_key = trap_key

    def oid(self, name):
        return ".".join(map(str, self._mib.oids[name]))

    def expression(self, text):
        """An expression with <key> replaced by the item's full name."""
        return re.sub(r"<([a-z][^>]*)>", lambda m: f"/{TEMPLATE}/{self._trap_key if m[1] == TRAP else m[1]}", text)

    def labels(self, name):
        """Numbers of an object's enumeration -> labels, all as text."""
        labels = {1: "true", 2: "false"} if self._mib.syntax[name] == "TruthValue" else self._mib.labels(name)
        return {str(number): label for number, label in labels.items()}

    # What differs between versions

    def from_row(self, item, discovery):
        """The fields that say how an item's value comes."""
        raise NotImplementedError

    def from_scalar(self, item):
        raise NotImplementedError

    def rows(self, discovery, first):
        """The fields that say how a discovery's rows come; first is what its script does."""
        raise NotImplementedError

    def walks(self, discoveries):
        """Items that other items are made of."""
        return []

    def widget(self, kind, source, graph, size):
        raise NotImplementedError

    # What does not

    def document(self, items, triggers, graphs, discoveries, trap_item, trap_triggers, macros, dashboard):
        maps = sorted(
            {item.valuemap for item in items if item.valuemap}
            | {i.valuemap for d in discoveries for i in d.items if i.valuemap}
        )
        template = {
            "uuid": uid("template"),
            "template": TEMPLATE,
            "name": TEMPLATE,
            "description": (
                "Network paths, interfaces, filter, TCP peers and alarms that a PathGauge agent measures, "
                "read over SNMPv3. Made by nms-integration/zabbix/templates.py."
            ),
            "groups": [{"name": GROUP}],
            "items": [
                *(self.item(item, self.from_scalar(item)) for item in items),
                *self.walks(discoveries),
                trap_item,
            ],
            "discovery_rules": [self.discovery(d) for d in discoveries],
            "macros": [self.macro(name, *said) for name, said in sorted(macros.items()) if name not in self.without],
            "dashboards": [self.dashboard(dashboard)],
            "valuemaps": [
                {
                    "uuid": uid("valuemap", name),
                    "name": name,
                    "mappings": [{"value": number, "newvalue": label} for number, label in self.labels(name).items()],
                }
                for name in maps
            ],
        }
        return {
            "zabbix_export": {
                "version": self.version,
                self.groups: [{"uuid": uid("group"), "name": GROUP}],
                "templates": [template],
                "triggers": [self.trigger(t) for t in (*triggers, *trap_triggers)],
                "graphs": [self.graph(g) for g in graphs],
            }
        }

    def item(self, item, how):
        fields = {"uuid": uid("item", item.key), "name": item.name} | how
        fields["key"] = item.key
        if item.value_type in _TEXTS:
            fields["trends"] = "0"
        if item.value_type != "UNSIGNED":
            fields["value_type"] = item.value_type
        if item.units:
            fields["units"] = item.units
        fields["description"] = f"PATHGAUGE-MIB::{item.object}"
        if item.valuemap:
            fields["valuemap"] = {"name": item.valuemap}
        steps = fields.pop("preprocessing", []) + [self.step(*step) for step in item.steps]
        if item.heartbeat:
            steps.append(self.step("DISCARD_UNCHANGED_HEARTBEAT", item.heartbeat))
        if steps:
            fields["preprocessing"] = steps
        fields["tags"] = [{"tag": "component", "value": item.key.split(".")[1].split("[")[0]}]
        if "{#PROBE}" in item.key:
            fields["tags"].append({"tag": "probe", "value": "{#PROBE}"})
        return fields

    @staticmethod
    def step(kind, *parameters, discard=False):
        step = {"type": kind, "parameters": list(parameters) or [""]}
        return step | ({"error_handler": "DISCARD_VALUE"} if discard else {})

    def trigger(self, trigger):
        fields = {
            "uuid": uid("trigger", trigger.name),
            "expression": self.expression(trigger.problem),
        }
        if trigger.recovery:
            fields |= {"recovery_mode": "RECOVERY_EXPRESSION", "recovery_expression": self.expression(trigger.recovery)}
        if trigger.correlate:
            fields |= {"correlation_mode": "TAG_VALUE", "correlation_tag": trigger.correlate}
        fields["name"] = trigger.name
        if trigger.event:
            fields["event_name"] = self.expression(trigger.event)
        if trigger.shown:
            fields["opdata"] = trigger.shown
        fields["priority"] = trigger.priority
        if trigger.description:
            fields["description"] = trigger.description
        if trigger.correlate:
            fields["type"] = "MULTIPLE"
        fields["manual_close"] = "YES"
        if trigger.after:
            fields["dependencies"] = [self.named(t) for t in trigger.after]
        tags = trigger.tags or (("scope", "availability" if trigger.priority == "HIGH" else "performance"),)
        fields["tags"] = [{"tag": tag, "value": value} for tag, value in tags]
        return fields

    def named(self, trigger):
        """How another trigger is named: by all that tells it from others."""
        named = {"name": trigger.name, "expression": self.expression(trigger.problem)}
        return named | ({"recovery_expression": self.expression(trigger.recovery)} if trigger.recovery else {})

    def graph(self, graph):
        lines = []
        for number, line in enumerate(graph.lines):
            fields = {} if number == 0 else {"sortorder": str(number)}
            if line.draw != "SINGLE_LINE":
                fields["drawtype"] = line.draw
            fields["color"] = line.colour
            if line.right:
                fields["yaxisside"] = "RIGHT"
            lines.append(fields | {"item": {"host": TEMPLATE, "key": line.key}})
        return {"uuid": uid("graph", graph.name), "name": graph.name, "ymin_type_1": "FIXED", "graph_items": lines}

    def discovery(self, discovery):
        lifetime = "{$PATHGAUGE.TCP.LIFETIME}" if ".tcp." in discovery.key else "{$PATHGAUGE.LIFETIME}"
        how = self.rows(discovery)
        steps = how.pop("preprocessing", [])
        script = self.script(discovery)
        if script:
            steps = [*steps, self.step("JAVASCRIPT", script)]
        # Rows that are what they were need no work.
        steps = [*steps, self.step("DISCARD_UNCHANGED_HEARTBEAT", "1h")]
        conditions = []
        for macro, stem in discovery.filters.items():
            number = len(conditions)
            conditions.append({"macro": macro, "value": f"{{${stem}.MATCHES}}", "formulaid": "ABCDEF"[number]})
            conditions.append(
                {
                    "macro": macro,
                    "value": f"{{${stem}.NOT_MATCHES}}",
                    "operator": "NOT_MATCHES_REGEX",
                    "formulaid": "ABCDEF"[number + 1],
                }
            )
        fields = {"uuid": uid("discovery", discovery.key), "name": discovery.name} | how
        fields |= {
            "key": discovery.key,
            "filter": {"evaltype": "AND", "conditions": conditions},
            "lifetime": lifetime,
            "item_prototypes": [self.item(i, self.from_row(i, discovery)) for i in discovery.items],
            "trigger_prototypes": [self.trigger(t) for t in discovery.triggers],
            "graph_prototypes": [self.graph(g) for g in discovery.graphs],
            "preprocessing": steps,
        }
        if discovery.severities:
            macro, priorities = discovery.severities
            fields["overrides"] = [
                {
                    "name": word,
                    "step": str(number),
                    "filter": {"conditions": [{"macro": macro, "value": f"^{word}$", "formulaid": "A"}]},
                    "operations": [
                        {"operationobject": "TRIGGER_PROTOTYPE", "operator": "REGEXP", "value": ".*", "severity": priority}
                    ],
                }
                for number, (word, priority) in enumerate(priorities.items(), 1)
            ]
        return {key: value for key, value in fields.items() if value not in ([], {})}

    def script(self, discovery):
        """JavaScript that turns numbers of enumerations into their words, and what else a discovery wants."""
        if not discovery.words and not discovery.script:
            return ""
        words = {macro: self.labels(discovery.macros[macro]) for macro in discovery.words}
        lines = [f"var words = {json.dumps(words)};"] if words else []
        lines += ["return JSON.stringify(JSON.parse(value).map(function (r) {"]
        if words:
            lines += ["Object.keys(words).forEach(function (m) { r[m] = words[m][r[m]] || r[m]; });"]
        return "\n".join([*lines, *filter(None, [discovery.script]), "return r;", "}));"]) + "\n"

    @staticmethod
    def macro(name, value, description):
        secret = {"type": "SECRET_TEXT"} if value is None else {"value": value}
        return {"macro": name} | secret | {"description": description}

    def dashboard(self, pages):
        made = []
        for name, rows in pages.items():
            y, widgets = 0, []
            for graph, columns, lines, height in rows:
                size = {"y": str(y)} if y else {}
                size |= {"width": str(self.columns), "height": str(height)}
                widgets.append(self.widget(graph, columns, lines, size))
                y += height
            made.append({"name": name, "widgets": widgets})
        return {"uuid": uid("dashboard"), "name": "PathGauge", "pages": made}


class Export60(Export):
    """Zabbix 6.0: each value is asked for by itself; the server puts as many as fit into one request."""

    version = "6.0"
    groups = "groups"
    columns = 24

    def from_scalar(self, item):
        return self._asked(item)

    def from_row(self, item, discovery):
        # What is not defined is absent (no reply yet, too few samples): no value, and nothing wrong with the item.
        return self._asked(item) | {"preprocessing": [self.step("CHECK_NOT_SUPPORTED", discard=True)]}

    def _asked(self, item):
        oid = f"{self.oid(item.object)}.{item.instance}"
        return {"type": "SNMP_AGENT", "snmp_oid": oid, "delay": "{$PATHGAUGE.INTERVAL}"}

    def rows(self, discovery):
        pairs = ",".join(f"{macro},{self.oid(column)}" for macro, column in discovery.macros.items())
        return {"type": "SNMP_AGENT", "snmp_oid": f"discovery[{pairs}]", "delay": "{$PATHGAUGE.DISCOVERY}"}

    def widget(self, graph, columns, lines, size):
        if not columns:
            fields = [("INTEGER", "source_type", "0"), ("GRAPH", "graphid", {"host": TEMPLATE, "name": graph})]
            return {"type": "GRAPH_CLASSIC"} | size | {"fields": [dict(zip(("type", "name", "value"), f)) for f in fields]}
        fields = [
            ("INTEGER", "source_type", "2"),
            ("INTEGER", "columns", str(columns)),
            ("INTEGER", "rows", str(lines)),
            ("GRAPH_PROTOTYPE", "graphid", {"host": TEMPLATE, "name": graph}),
        ]
        return {"type": "GRAPH_PROTOTYPE"} | size | {"fields": [dict(zip(("type", "name", "value"), f)) for f in fields]}


class Export70(Export):
    """Zabbix 7.0: one bulk walk of the columns that are wanted; values and rows are taken out of its text."""

    version = "7.0"
    groups = "template_groups"
    columns = 72
    without = ("{$PATHGAUGE.DISCOVERY}",)  # rows come with the walks
    _longest_walk = 512  # what the field takes

    def __init__(self, mib, trap_key):
        super().__init__(mib, trap_key)
        self._widgets = 0

    def from_scalar(self, item):
        return {
            "type": "SNMP_AGENT",
            "snmp_oid": f"get[{self.oid(item.object)}.{item.instance}]",
            "delay": "{$PATHGAUGE.INTERVAL}",
        }

    def from_row(self, item, discovery):
        table = self._mib.home(item.object)
        shown = "1" if item.value_type == "CHAR" else "0"  # 1: UTF-8 from hexadecimal
        step = self.step("SNMP_WALK_VALUE", f"{self.oid(item.object)}.{item.instance}", shown, discard=True)
        return {
            "type": "DEPENDENT",
            "delay": "0",
            "master_item": {"key": self._walk(discovery, table)},
            "preprocessing": [step],
        }

    def rows(self, discovery):
        parameters = []
        for macro, column in discovery.macros.items():
            parameters += [macro, self.oid(column), "0" if self._mib.labels(column) else "1"]
        table = self._mib.home(next(iter(discovery.macros.values())))
        # A table without rows is no error.
        step = self.step("SNMP_WALK_TO_JSON", *parameters) | {"error_handler": "CUSTOM_VALUE", "error_handler_params": "[]"}
        return {
            "type": "DEPENDENT",
            "delay": "0",
            "master_item": {"key": self._walk(discovery, table)},
            "preprocessing": [step],
        }

    @staticmethod
    def _walk(discovery, table):
        return f"{discovery.key.removesuffix('.discovery')}.walk[{table}]"

    def walks(self, discoveries):
        made = []
        for discovery in discoveries:
            columns = {}
            for name in (*discovery.macros.values(), *(item.object for item in discovery.items)):
                columns.setdefault(self._mib.home(name), []).append(name)
            for table, names in columns.items():
                wanted = [self.oid(name) for name in dict.fromkeys(names)]
                walk = f"walk[{','.join(wanted)}]"
                if len(walk) > self._longest_walk:
                    raise ValueError(
                        f"the walk of {table} is {len(walk)} characters long, Zabbix takes {self._longest_walk}"
                    )
                made.append(
                    {
                        "uuid": uid("item", self._walk(discovery, table)),
                        "name": f"{discovery.name}: walk of {table}",
                        "type": "SNMP_AGENT",
                        "snmp_oid": walk,
                        "key": self._walk(discovery, table),
                        "delay": "{$PATHGAUGE.INTERVAL}",
                        "history": "0",
                        "trends": "0",
                        "value_type": "TEXT",
                        "description": f"What the items of {discovery.name} are made of.",
                        "tags": [{"tag": "component", "value": "raw"}],
                    }
                )
        return made

    def widget(self, graph, columns, lines, size):
        self._widgets += 1
        kind = "GRAPH_PROTOTYPE" if columns else "GRAPH"
        fields = [] if not columns else [("INTEGER", "columns", str(columns)), ("INTEGER", "rows", str(lines))]
        fields += [(kind, "graphid.0", {"host": TEMPLATE, "name": graph})]
        # Other widgets could listen to this one by five letters.
        fields += [("STRING", "reference", f"PGRA{chr(ord('A') + self._widgets)}")]
        name = "graphprototype" if columns else "graph"
        return {"type": name} | size | {"fields": [dict(zip(("type", "name", "value"), f)) for f in fields]}


def yaml(value, indent=0):
    """A document of mappings, lists and strings as YAML."""
    lines = []
    pad = " " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            lines += _entry(f"{pad}{_scalar(key)}:", inner, indent)
    else:
        for inner in value:
            if isinstance(inner, dict):
                first, *rest = yaml(inner, indent + 2)
                lines += [f"{pad}- {first.lstrip()}", *rest]
            else:
                lines += _entry(f"{pad}-", inner, indent)
    return lines


def _entry(head, inner, indent):
    if isinstance(inner, (dict, list)):
        return [head, *yaml(inner, indent + 2)]
    if "\n" in inner:
        return [f"{head} |", *(f"{' ' * (indent + 2)}{line}" for line in inner.rstrip("\n").split("\n"))]
    return [f"{head} {_scalar(inner)}"]


def _scalar(text):
    """Plain where no reader can take it for anything but this text. y alone is a truth value to some."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text) and text.lower() not in (
        "y",
        "n",
        "yes",
        "no",
        "true",
        "false",
        "on",
        "off",
        "null",
    ):
        return text
    return "'" + text.replace("'", "''") + "'"
