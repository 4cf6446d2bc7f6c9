"""One proof in this process: one.py NMS RESULT. prove.py starts it; the result is JSON."""

import importlib.util
import json
import pathlib
import sys
import traceback

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[1]
sys.path[:0] = [str(HERE), str(REPO / "testbed" / "lib")]

from pgnms.proof import Proof, Skipped  # noqa: E402
from pgtest.procs import Failed, end_on_signals  # noqa: E402


def load(name):
    """The class in the NMS's folder that is a Proof."""
    path = HERE.parent / name / "proof.py"
    sys.path.insert(0, str(path.parent))
    specification = importlib.util.spec_from_file_location(f"proof_{name.replace('-', '_')}", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    own = [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, Proof) and v.__module__ == module.__name__]
    if len(own) != 1:
        raise Failed(f"{path} must define one subclass of Proof, not {len(own)}")
    return own[0]


def main():
    name, result = sys.argv[1], pathlib.Path(sys.argv[2])
    end_on_signals()
    told = {}
    try:
        load(name)(told).run()
        told["proven"] = True
    except Skipped as skipped:
        told |= {"skipped": True, "why": str(skipped)}
    except (Failed, AssertionError) as failure:
        traceback.print_exc()
        told["why"] = str(failure) or repr(failure)
    except BaseException as failure:
        traceback.print_exc()
        told["why"] = f"{type(failure).__name__}: {failure}"
    result.write_text(json.dumps(told))
    return 0 if told.get("proven") else 1


if __name__ == "__main__":
    sys.exit(main())
