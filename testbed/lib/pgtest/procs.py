"""Processes: run to the end, or started and surely ended again."""

import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import time

REPO = pathlib.Path(__file__).resolve().parents[3]
TESTBED = REPO / "testbed"
STATE = REPO / ".testbed"
# On an emulated processor everything takes many times as long, and whoever waits must wait so much longer.
PATIENCE = int(os.environ.get("PG_PATIENCE", "1"))

_ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_PR_SET_PDEATHSIG = 1
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


class Failed(Exception):
    """A command that ended badly, or an awaited thing that did not come. Its text is for people."""


def run(*command, check=True, timeout=120, stdin=None):
    """Runs a command to its end; its standard output. Failed with its standard error otherwise."""
    command = [str(part) for part in command]
    # A signal that strikes while the command is being started must find it started, or it would go on alone.
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        started = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, previous),
        )
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)
            output, errors = started.communicate(stdin, timeout * PATIENCE)
        except subprocess.TimeoutExpired as error:
            _end(started)
            raise Failed(f"{' '.join(command)}: no end after {timeout * PATIENCE} s") from error
        except BaseException:
            _end(started)
            raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
    if check and started.returncode != 0:
        raise Failed(f"{' '.join(command)}: exit {started.returncode}: {(errors or output).strip()}")
    return output


def _end(started):
    """Lets a command clean up behind itself, which a kill would not."""
    started.terminate()
    try:
        started.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        started.kill()
        started.communicate()


def in_netns(netns, *command):
    """The command, to be run in a named network namespace; the empty name is where we are."""
    return (["nsenter", f"--net=/run/netns/{netns}", "--"] if netns else []) + [str(part) for part in command]


@contextlib.contextmanager
def entered(netns):
    """This thread is in a named network namespace while the context lasts; the empty name changes nothing."""
    if not netns:
        yield
        return
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{netns}", os.O_RDONLY)
    try:
        _setns(there)
        try:
            yield
        finally:
            _setns(home)
    finally:
        os.close(there)
        os.close(home)


def _setns(descriptor):
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """A started process. Ends with the context, and with us even if we are killed."""

    def __init__(self, *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=None):
        """env: variables besides our own."""
        # A signal that strikes while it is being started must find it started, or nobody would end it.
        previous = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)

        def begin():
            _die_with_parent()
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)

        try:
            # A session of its own: Ctrl-C at the terminal is ours to pass on, in our order.
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=os.environ | (env or {}),
                preexec_fn=begin,
                start_new_session=True,
            )
            try:
                signal.pthread_sigmask(signal.SIG_SETMASK, previous)
            except BaseException:
                self.stop()
                raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)

    @property
    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process.poll() is None

    def stop(self, signal_number=signal.SIGTERM, patience=10):
        """Asks, waits, and kills who does not listen. The exit status."""
        if self.alive():
            self.process.send_signal(signal_number)
        try:
            return self.process.wait(patience * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def await_true(what, condition, seconds=30, every=0.1):
    """Polls until the condition's value is true, and returns it; Failed says what never came."""
    seconds *= PATIENCE
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(every)


def unique_prefix():
    """First letters of names that no other run on this machine has: by process and by count."""
    unique_prefix.count += 1
    return f"pg{os.getpid() % 10**7}{chr(ord('a') + unique_prefix.count % 26)}"


unique_prefix.count = -1


def end_on_signals():
    """
    Turns the first INT, TERM or HUP into an exception, so that every context ends. Those that follow change nothing: what
    is being taken down is taken down to its end.
    """

    def leave(number, _):
        for ending in _ENDING:
            # No SIG_IGN, which the programs that take things down would inherit.
            signal.signal(ending, lambda *_: None)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    for ending in _ENDING:
        signal.signal(ending, leave)
