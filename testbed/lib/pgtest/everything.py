"""Configuration of all that measures and guards passing traffic, to be given to an Agent as extra."""

TCP = {"pathgauge-tcp:tcp": {"enabled": True}}
DROPS = {"pathgauge-drops:drops": {"enabled": True}}
PATTERNS = {"pathgauge-patterns:patterns": {"enabled": True}}


def filtered(rules):
    """The filter with rules as rule() makes them."""
    return {"pathgauge-filter:filter": {"rule": rules}}


def rule(name, order, action="drop", **leaves):
    """A rule of the filter; leaves with _ for -."""
    return {"name": name, "order": order, "action": action} | {k.replace("_", "-"): v for k, v in leaves.items()}


def ports(first, last):
    """Leaves of a range of destination ports."""
    return {"destination_port": first, "destination_port_last": last}


def prefixes(count, action="drop"):
    """Rules for so many networks of 256 hosts, all in 10.128.0.0/9, which no testbed uses."""
    return [
        rule(f"prefix-{n}", n + 1, action, source_prefix=f"10.{128 + (n >> 8)}.{n & 255}.0/24") for n in range(count)
    ]


def mixed(count, action="drop"):
    """As many rules of eight shapes: sources of four lengths, destinations, protocols, ports and ranges of ports."""
    return [rule(f"mixed-{n}", n + 1, action, **_shape(n)) for n in range(count)]


def _shape(n):
    number = n >> 3
    high, low = 128 + (number >> 8), number & 255
    return (
        {"source_prefix": f"10.{high}.{low}.0/24"},
        {"source_prefix": f"10.{high}.{low}.7/32"},
        {"source_prefix": f"10.{high}.{low}.0/28", "protocol": 17},
        {"source_prefix": f"2001:db8:{0x8000 + number:x}::/48"},
        {"destination_prefix": f"10.{high}.{low}.9/32"},
        {"protocol": 6, "destination_port": 20_000 + number},
        {"source_prefix": f"10.{high}.{low}.64/26", "protocol": 6, "destination_port": 443},
        {"protocol": 17, "source_prefix": f"10.{high}.{low}.0/24"} | ports(5000, 5003),
    )[n & 7]


def everything(rules):
    """All of it, with so many rules of several shapes."""
    return TCP | DROPS | PATTERNS | filtered(mixed(rules))
