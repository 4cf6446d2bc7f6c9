"""PATHGAUGE-MIB as its text defines it: identifiers, types, and how a walked instance reads."""

import ipaddress
import re

from .procs import REPO

TEXT = REPO / "mib" / "src" / "main" / "resources" / "mib" / "PATHGAUGE-MIB"
_OBJECT = re.compile(
    r"^(pathGauge\w+)\s+OBJECT-TYPE\s+SYNTAX\s+(.*?)\s+(?:UNITS|MAX-ACCESS)\b(.*?)::= \{ (\w+) (\d+) \}", re.S | re.M
)
_NODE = re.compile(
    r"^(pathGauge\w+)\s+(?:OBJECT IDENTIFIER|MODULE-IDENTITY|OBJECT-IDENTITY)\b(?:(?!::=).)*?::= \{ ([^}]*?) \}",
    re.S | re.M,
)
_CONVENTION = re.compile(r"^(\w+) ::= TEXTUAL-CONVENTION(?:(?!::=).)*?SYNTAX\s+(.*?)\n\n", re.S | re.M)


class MibText:
    """Objects by name and by identifier."""

    def __init__(self, path=TEXT):
        text = path.read_text()
        self.conventions = dict(_CONVENTION.findall(text))
        self.oids = {"enterprises": (1, 3, 6, 1, 4, 1)}
        self.syntax = {}
        self.parent = {}
        self.index = {}
        definitions = [(name, where) for name, where in _NODE.findall(text)]
        for name, syntax, rest, parent, number in _OBJECT.findall(text):
            definitions.append((name, f"{parent} {number}"))
            self.syntax[name] = " ".join(syntax.split())
            self.parent[name] = parent
            index = re.search(r"INDEX\s+\{(.*?)\}", rest, re.S)
            if index:
                self.index[name] = [part.strip() for part in index[1].split(",")]
        while definitions:
            known = [d for d in definitions if d[1].split()[0] in self.oids]
            if not known:
                raise ValueError(f"{path}: no way to the root from {definitions}")
            for name, where in known:
                parent, *rest = where.split()
                self.oids[name] = self.oids[parent] + tuple(int(re.search(r"\d+", part)[0]) for part in rest)
            definitions = [d for d in definitions if d not in known]
        self.names = {oid: name for name, oid in self.oids.items()}

    def find(self, oid):
        """The object that an instance is of, and the rest of the identifier."""
        for length in range(len(oid) - 1, 0, -1):
            if oid[:length] in self.names:
                return self.names[oid[:length]], oid[length:]
        raise ValueError(f"{'.'.join(map(str, oid))} is of no object of PATHGAUGE-MIB")

    def home(self, name):
        """The table of a column, or the node above a scalar."""
        return self.parent.get(self.parent[name], self.parent[name])

    def labels(self, name):
        """Numbers of an enumeration or of BITS -> labels; empty for other types."""
        syntax = self.syntax[name]
        definition = self.conventions.get(syntax.split()[0], syntax)
        return {int(number): label for label, number in re.findall(r"(\w+)\((\d+)\)", definition)}

    def index_of(self, column, rest):
        """The values of a row's index objects by name, from the end of an instance's identifier (RFC 2578 7.7)."""
        row = {}
        rest = list(rest)
        for name in self.index[self.parent[column]]:
            if self.syntax.get(name) == "PathGaugeAddress":
                length = rest.pop(0)
                octets, rest = bytes(rest[:length]), rest[length:]
                row[name] = str(ipaddress.ip_address(octets))
            else:
                row[name] = rest.pop(0)
        if rest:
            raise ValueError(f"{column}: {rest} is left of the index")
        return row
