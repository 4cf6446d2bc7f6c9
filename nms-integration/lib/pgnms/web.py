"""HTTP inside a network namespace: asking, and a receiver of webhooks."""

import contextlib
import http.client
import http.server
import json
import socket
import threading
import urllib.parse

from pgtest.procs import Failed, entered


def ask(netns, url, method="GET", body=None, headers=None, timeout=20):
    """(status, octets) of a request made inside the namespace. body: octets, text, or anything else as JSON."""
    parts = urllib.parse.urlsplit(url)
    headers = dict(headers or {})
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
        headers.setdefault("Content-Type", "application/json")
    if isinstance(body, str):
        body = body.encode()
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=timeout)
    with entered(netns):
        # A socket keeps the namespace that it was made in.
        connection.sock = socket.create_connection((parts.hostname, parts.port or 80), timeout)
    with contextlib.closing(connection):
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def ask_json(netns, url, **how):
    """What a request answers, decoded; None while nobody listens. Failed unless the status is 200 to 299."""
    try:
        status, octets = ask(netns, url, **how)
    except (ConnectionError, TimeoutError, http.client.HTTPException):
        return None
    if not 200 <= status < 300:
        raise Failed(f"{url} answers {status}: {octets.decode(errors='replace')[:400]}")
    return json.loads(octets) if octets else {}


class Webhook:
    """An HTTP server in a namespace that keeps the JSON of every POST, for as long as the context lasts."""

    def __init__(self, netns, port, address="127.0.0.1"):
        self.url = f"http://{address}:{port}/"
        self.received = []
        self._where = netns, address, port

    def __enter__(self):
        received = self.received

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        netns, address, port = self._where
        with entered(netns):
            self._server = http.server.ThreadingHTTPServer((address, port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
