"""What a template is made of, whatever the version of Zabbix: items, discoveries, triggers, graphs."""

import dataclasses
import typing

TEMPLATE = "PathGauge by SNMP"
WINDOW = "{$PATHGAUGE.WINDOW}"


@dataclasses.dataclass(frozen=True)
class Item:
    """One value of the agent. In a discovery the key carries the macros that tell rows apart."""

    key: str
    name: str
    object: str  # the object of PATHGAUGE-MIB
    instance: str = ""  # what follows the object's identifier
    value_type: str = "UNSIGNED"
    units: str = ""
    steps: tuple = ()  # preprocessing: (type, parameter ...)
    valuemap: str = ""  # the object whose enumeration it is
    heartbeat: str = ""  # kept only when changed, and this often all the same


@dataclasses.dataclass(frozen=True)
class Trigger:
    """A problem, and what ends it; expressions name items by "<key>"."""

    name: str
    problem: str
    recovery: str = ""
    priority: str = "AVERAGE"
    event: str = ""  # name of the problem, where it says more than the trigger's
    shown: str = ""  # operational data
    after: tuple = ()  # triggers that suppress this one
    tags: tuple = ()
    correlate: str = ""  # tag by which one event ends another; each value is then a problem of its own
    description: str = ""


@dataclasses.dataclass(frozen=True)
class Line:
    """One item in a graph."""

    key: str
    colour: str
    draw: str = "SINGLE_LINE"
    right: bool = False


@dataclasses.dataclass(frozen=True)
class Graph:
    name: str
    lines: tuple


@dataclasses.dataclass(frozen=True)
class Discovery:
    """Rows of a table, and what is made for each."""

    key: str
    name: str
    macros: dict  # LLD macro -> column
    filters: dict  # LLD macro -> stem of the user macros {$STEM.MATCHES} and {$STEM.NOT_MATCHES}
    items: tuple
    triggers: tuple = ()
    graphs: tuple = ()
    words: tuple = ()  # LLD macros whose numbers become the words of their column's enumeration
    script: str = ""  # JavaScript that mends each row r
    severities: typing.Optional[tuple] = None  # (LLD macro, {word: priority}): the triggers' priority by row


def row(instance="{#SNMPINDEX}", window=False):
    """The instance of a row's value, in the window that the user chose where there are several."""
    return f"{instance}.{WINDOW}" if window else instance


def delay(key, name, object_name, window=True):
    """A delay in seconds. The MIB has tenths of a microsecond."""
    return Item(key, name, object_name, row(window=window), "FLOAT", "s", (("MULTIPLIER", "0.0000001"),))


def percent(key, name, object_name):
    """A ratio of a window in percent. The MIB has parts per million."""
    return Item(key, name, object_name, row(window=True), "FLOAT", "%", (("MULTIPLIER", "0.0001"),))


def gauge(key, name, object_name, units="", window=False):
    return Item(key, name, object_name, row(window=window), units=units)


def rate(key, name, object_name, units="pps", instance="{#SNMPINDEX}"):
    """What a counter grew by in a second. A counter that starts again gives no value, never a spike."""
    return Item(key, name, object_name, instance, "FLOAT", units, (("CHANGE_PER_SECOND",),))


def bits(key, name, object_name):
    """Bits a second from a counter of octets."""
    steps = (("CHANGE_PER_SECOND",), ("MULTIPLIER", "8"))
    return Item(key, name, object_name, "{#SNMPINDEX}", "FLOAT", "bps", steps)


def state(key, name, object_name):
    return Item(key, name, object_name, "{#SNMPINDEX}", valuemap=object_name, heartbeat="10m")


def text(key, name, object_name, instance="{#SNMPINDEX}"):
    return Item(key, name, object_name, instance, "CHAR", heartbeat="1h")


def scalar(item):
    """The same item of an object that there is once."""
    return dataclasses.replace(item, instance="0")


def bands(p50, p90, p99, least=None):
    """A picture like SmokePing's: grey bands up to the 99th and the 90th percentile, and the median as a line."""
    floor = (Line(least, "EDF1F4", "FILLED_REGION"),) if least else ()
    return (
        Line(p99, "D3DCE3", "FILLED_REGION"),
        Line(p90, "9FB3C0", "FILLED_REGION"),
        *floor,
        Line(p50, "00796B", "BOLD_LINE"),
    )
