"""The catalogue of everything that is published: agent/src/main/metrics/catalogue.json."""

import json
import re
from fractions import Fraction

from .procs import REPO

FILE = REPO / "agent" / "src" / "main" / "metrics" / "catalogue.json"


class Catalogue:
    """Subjects, entries and types, and how a value of one view reads in another."""

    def __init__(self, path=FILE):
        self.document = json.loads(path.read_text())
        self.views = list(self.document["views"])
        self.types = self.document["types"]
        self.subjects = {subject["subject"]: subject for subject in self.document["subjects"]}
        self.entries = {entry["id"]: entry for s in self.subjects.values() for entry in s["entries"]}

    def bound(self, identifier):
        """What a measured value is held against: {"exact": true}, or absolute, relative (optional) and unit; or None."""
        return self.entries[identifier].get("bound")

    def per(self, entry, view):
        """Base units in one unit of a view; None for what is not a number."""
        return self.types[entry["type"]].get(view, {}).get("per")


def plain(path):
    """A YANG path without keys and predicates."""
    return re.sub(r"\[[^]]*]", "", path)


def rounded(base, per):
    """base / per, rounded half away from zero, as every view rounds."""
    share = Fraction(abs(base), per)
    whole = (2 * share.numerator + share.denominator) // (2 * share.denominator)
    return whole if base >= 0 else -whole
