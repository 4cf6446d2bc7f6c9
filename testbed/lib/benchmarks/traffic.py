"""Traffic that passes a watched interface while something else is measured: steady, and small beside the machine."""

import contextlib
import socket
import threading

from pgtest.procs import Child, await_true, entered, run

PORT, UNWANTED = 7000, 9
BULK = "20M"
SECONDS = 3600
PAUSE = 0.05


class Traffic:
    """Bulk TCP both ways, 20 connections a second, and 20 datagrams a second to a port where nobody listens."""

    def __init__(self, topology):
        self._topology = topology
        self._stack = contextlib.ExitStack()
        self._ended = threading.Event()

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        t = self._topology
        server = self._stack.enter_context(Child(*t.node(1, "iperf3", "-s")))
        listening = t.node(1, "ss", "-Hltn", "sport = :5201")
        await_true("iperf3 listens", lambda: server.alive() and run(*listening).strip())
        bulk = ("iperf3", "-c", t["NODE1_V4"], "-b", BULK, "--bidir", "-t", SECONDS)
        self._stack.enter_context(Child(*t.agent(*bulk)))
        with entered(t["NODE1_NS"]):
            listener = self._stack.enter_context(socket.create_server((t["NODE1_V4"], PORT)))
            datagrams = self._stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        for body, part in ((self._serve, listener), (self._ask, None), (self._send, datagrams)):
            thread = threading.Thread(target=body, args=(part,) if part else (), daemon=True)
            thread.start()
            # Ended before the socket is closed.
            self._stack.callback(thread.join)

    def _serve(self, listener):
        listener.settimeout(0.2)
        while not self._ended.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(1)
                    connection.sendall(connection.recv(2000))

    def _ask(self):
        with entered(self._topology["AGENT_NS"]):
            while not self._ended.wait(PAUSE):
                with contextlib.suppress(OSError), socket.create_connection((self._topology["NODE1_V4"], PORT), 1) as asking:
                    asking.sendall(bytes(1000))
                    asking.recv(2000)

    def _send(self, datagrams):
        while not self._ended.wait(PAUSE):
            # The answer that nobody listens comes as an error of the next one.
            with contextlib.suppress(OSError):
                datagrams.sendto(bytes(18), (self._topology["AGENT_V4"], UNWANTED))

    def __exit__(self, *_):
        self._ended.set()
        self._stack.close()
