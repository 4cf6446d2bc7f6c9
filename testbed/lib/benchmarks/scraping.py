"""Pages for Prometheus, asked for as Prometheus asks."""

import contextlib
import gzip
import http.client
import socket
import threading
import time

from pgtest.procs import Failed, entered

PORT = 9832
# For an Agent as its openmetrics.
EXPORTER = {"enabled": True, "listen": [{"address": "127.0.0.1", "port": PORT}]}
HEADERS = {
    "Accept": "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}


class Page:
    """The page of an exporter on loopback in a network namespace, over one connection that is kept."""

    def __init__(self, netns, port):
        self._netns, self._port = netns, port
        self._connection = None

    def read(self):
        """(octets on the wire, samples) of the page as it is now."""
        kept = self._connection is not None
        try:
            answer, body = self._ask()
        except (OSError, http.client.HTTPException):
            self.close()
            if not kept:
                raise
            # A server may close what was idle for long; Prometheus asks again, too.
            answer, body = self._ask()
        if answer.status != 200:
            raise Failed(f"the exporter at port {self._port} answers {answer.status}")
        text = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
        return len(body), sum(1 for line in text.splitlines() if line and not line.startswith(b"#"))

    def _ask(self):
        connection = self._connected()
        connection.request("GET", "/metrics", headers=HEADERS)
        answer = connection.getresponse()
        return answer, answer.read()

    def _connected(self):
        if not self._connection:
            # A socket keeps the namespace that it was made in.
            with entered(self._netns):
                made = socket.create_connection(("127.0.0.1", self._port), 30)
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            self._connection.sock = made
        return self._connection

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None


class Scraper:
    """Reads a page at an interval for as long as the context lasts."""

    def __init__(self, page, first, every):
        """first: seconds to the first reading; every: seconds from one to the next."""
        self._page, self._first, self._every = page, first, every
        self._ended = threading.Event()
        self._latencies = []
        self._failure = None
        self._thread = threading.Thread(target=self._scrape, daemon=True)

    def _scrape(self):
        due = time.monotonic() + self._first
        with contextlib.suppress(_Over):
            while True:
                self._await(due)
                asked = time.monotonic()
                try:
                    self._page.read()
                except (Failed, OSError, http.client.HTTPException) as failure:
                    self._failure = failure
                    return
                self._latencies.append(time.monotonic() - asked)
                due += self._every

    def _await(self, due):
        if self._ended.wait(max(0, due - time.monotonic())):
            raise _Over

    def latencies(self):
        """Seconds that each page took to come, once the context is over."""
        if self._failure:
            raise Failed(f"a page did not come: {self._failure}")
        return self._latencies

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()


class _Over(Exception):
    """The context has ended."""
