"""The panels of dashboards as Prometheus sees them: their queries, with the variables filled in."""

import dataclasses
import json
import re


@dataclasses.dataclass(frozen=True)
class Asked:
    """A query of a panel, ready for Prometheus. name: dashboard, panel and letter."""

    name: str
    expression: str
    instant: bool


def asked(path, values):
    """Every query of the panels, and of the variables, of a dashboard's file. values: variable -> what it is replaced by."""
    board = json.loads(path.read_text())
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            # label_values(series, label) asks for the series.
            series = re.fullmatch(r"label_values\((.*), \w+\)", variable["definition"])[1]
            yield Asked(f"{board['uid']}: ${variable['name']}", filled(series, values), True)
    for panel in board["panels"]:
        for target in panel["targets"]:
            name = f"{board['uid']}: {panel['title']} {target['refId']}"
            yield Asked(name, filled(target["expr"], values), target["instant"])


def filled(expression, values):
    """An expression without variables."""
    for name, value in values.items():
        expression = re.sub(rf"\${name}\b", lambda _: value, expression)
    if "$" in expression:
        raise ValueError(f"a variable has no value: {expression}")
    return expression
