"""Holds dashboards against Grafana's own types, the npm package @grafana/schema, by TypeScript's compiler."""

import json
import pathlib
import subprocess

from pgtest.procs import Failed

TYPES = pathlib.Path(__file__).resolve().parent / "target" / "types"
_RAW = "@grafana/schema/dist/esm/raw"
_KINDS = {
    "timeseries": "timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen",
    "stat": "stat/panelcfg/x/StatPanelCfg_types.gen",
    "state-timeline": "statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen",
    "table": "table/panelcfg/x/TablePanelCfg_types.gen",
    "heatmap": "heatmap/panelcfg/x/HeatmapPanelCfg_types.gen",
}
# Enumerations are types of their own, and JSON has their values.
_HEAD = """\
type Json<T> = T extends string ? `${T}`
  : T extends number | boolean | null | undefined ? T
  : T extends Array<infer U> ? Json<U>[]
  : T extends object ? { [K in keyof T]: Json<T[K]> }
  : T;
"""


def check(boards):
    """Fails if a dashboard, or options, fields or a query of a panel, has what Grafana's type lacks, or lacks what that needs; how
    many objects were compared. boards: those read from JSON. The types must be there (prepare)."""
    lines = [f"import type * as {_name(kind)} from './node_modules/{_RAW}/composable/{path}';" for kind, path in _KINDS.items()]
    lines += [
        f"import type {{ Dashboard }} from './node_modules/{_RAW}/dashboard/x/dashboard_types.gen';",
        f"import type {{ PrometheusDataQuery }} from './node_modules/{_RAW}/composable/prometheus/dataquery/x/"
        "PrometheusDataQuery_types.gen';",
        _HEAD,
    ]
    objects = [found for board in boards for found in _objects(board)]
    lines += [f"export const o{at}: Json<{kind}> = {json.dumps(value)};" for at, (kind, value) in enumerate(objects)]
    (TYPES / "boards.ts").write_text("\n".join(lines) + "\n")
    command = ["node", TYPES / "node_modules" / "typescript" / "bin" / "tsc", "--noEmit", "--strict", "--skipLibCheck"]
    options = ["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    done = subprocess.run([*command, *options, TYPES / "boards.ts"], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise Failed(f"dashboards are not what Grafana's types say:\n{done.stdout}{done.stderr}")
    return len(objects)


def _name(kind):
    return kind.replace("-", "_")


def _objects(board):
    """(type, value) of a dashboard and of what its type leaves open."""
    # Grafana writes a definition of variables itself, and has none in the type.
    variables = [{k: v for k, v in variable.items() if k != "definition"} for variable in board["templating"]["list"]]
    yield "Dashboard", board | {"templating": {"list": variables}}
    for panel in board["panels"]:
        if panel["type"] == "row":
            continue
        kind = _name(panel["type"])
        yield f"Partial<{kind}.Options>", panel["options"]
        custom = panel["fieldConfig"]["defaults"].get("custom")
        if custom:
            yield f"Partial<{kind}.FieldConfig>", custom
        for query in panel["targets"]:
            yield "PrometheusDataQuery", query
