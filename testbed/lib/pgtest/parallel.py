"""Cases of one test at once, each in a process of its own, where contexts, namespaces and signals stay its own."""

import contextlib
import multiprocessing
import os
import signal
import traceback

from .procs import Failed


def at_once(test, seconds, cases, body):
    """Runs body(case) for all cases side by side; each that fails is a failed subtest that tells its trace."""
    fork = multiprocessing.get_context("fork")
    with contextlib.ExitStack() as stack:
        running = {}
        for case in cases:
            ours, theirs = fork.Pipe(duplex=False)
            process = fork.Process(target=_run, args=(body, case, theirs))
            process.start()
            theirs.close()
            stack.callback(_end, process)
            running[case] = ours
        for case, result in running.items():
            with test.subTest(case=case):
                if not result.poll(seconds):
                    test.fail(f"not done within {seconds} s")
                try:
                    trace = result.recv()
                except EOFError:
                    trace = "it ended without a word"
                if trace:
                    test.fail(trace)


def _run(body, case, result):
    # A session of its own: Ctrl-C at the terminal is for who started us to pass on.
    os.setsid()
    try:
        body(case)
        trace = ""
    except BaseException:
        trace = traceback.format_exc()
    result.send(trace)


def _end(process):
    """Lets a case that is still running clean up behind itself."""
    if process.is_alive():
        os.kill(process.pid, signal.SIGINT)
    process.join(60)
    if process.is_alive():
        process.kill()
        raise Failed(f"process {process.pid} did not end: what it made may be left (testbed/topology down --all)")
