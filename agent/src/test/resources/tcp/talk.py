"""TCP connections of known outcome, for TcpMonitorTest. Reads a JSON command a line, answers with a JSON line.

All sockets are of the namespace that this runs in. What it answers is what the application itself saw.
"""

import errno
import json
import select
import socket
import struct
import sys
import threading
import time

PATIENCE = 20
RESET = struct.pack("ii", 1, 0)
OPEN = []


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def info(connection):
    """Total retransmissions: struct tcp_info, 32-bit words behind eight octets."""
    raw = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return struct.unpack_from("I", raw, 100)[0]


def receive(connection, count):
    got = 0
    while got < count:
        part = connection.recv(min(65536, count - got))
        if not part:
            break
        got += len(part)
    return got


def serve_one(connection, retransmitted):
    with connection:
        connection.settimeout(PATIENCE)
        head = b""
        while len(head) < 9:
            part = connection.recv(9 - len(head))
            if not part:
                return
            head += part
        up, down, ending = struct.unpack("!IIc", head)
        try:
            receive(connection, up - 9)
            connection.sendall(bytes(down))
            if ending == b"s":
                connection.shutdown(socket.SHUT_WR)
            receive(connection, 1)
        except OSError:
            return
        if ending == b"c":
            connection.shutdown(socket.SHUT_WR)
        retransmitted.append(connection)


def listen(address, port):
    """Serves for ever; nothing listens on what is not asked for."""
    listening = socket.socket(family(address), socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if address == "::":
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listening.bind((address, port))
    listening.listen(1024)

    def accept():
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=serve_one, args=(connection, []), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return {}


def await_closed(connection):
    """Until our FIN is acknowledged and the peer's has come: the kernel's state is then final."""
    deadline = time.monotonic() + PATIENCE
    while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != 7:
        if time.monotonic() > deadline:
            raise TimeoutError("the connection does not end")
        time.sleep(0.002)


def talk(address, port, up, down, ending, times=1):
    """Whole connections: ending is c (client closes first), s (server), r (client resets), u (unread data)."""
    took, retransmitted = 0, 0
    for _ in range(times):
        with socket.socket(family(address), socket.SOCK_STREAM) as client:
            client.settimeout(PATIENCE)
            begun = time.monotonic_ns()
            client.connect((address, port))
            took += time.monotonic_ns() - begun
            client.sendall(struct.pack("!IIc", up, down, ending.encode()) + bytes(up - 9))
            if ending == "u":
                select.select([client], [], [], PATIENCE)
                continue
            receive(client, down)
            if ending == "r":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                continue
            if ending == "c":
                client.shutdown(socket.SHUT_WR)
            receive(client, 1)
            if ending == "s":
                client.shutdown(socket.SHUT_WR)
            await_closed(client)
            retransmitted += info(client)
    return {"took": took, "retransmitted": retransmitted}


def attempt(address, port, patience=PATIENCE):
    with socket.socket(family(address), socket.SOCK_STREAM) as client:
        client.settimeout(patience)
        try:
            client.connect((address, port))
        except OSError as error:
            return {"error": type(error).__name__, "errno": error.errno or 0}
    return {"error": "", "errno": 0}


def hold(address, port, up, down):
    """A connection that stays open."""
    client = socket.create_connection((address, port), PATIENCE)
    client.sendall(struct.pack("!IIc", up, down, b"c") + bytes(up - 9))
    receive(client, down)
    OPEN.append(client)
    return {}


def release():
    for client in OPEN:
        client.shutdown(socket.SHUT_WR)
        receive(client, 1)
        await_closed(client)
        client.close()
    OPEN.clear()
    return {}


def swarm(port, count, addresses):
    """Short connections to many addresses of the loopback net, in several threads."""
    listening = socket.socket()
    listening.bind(("0.0.0.0", port))
    listening.listen(4096)

    def serve():
        while True:
            connection, _ = listening.accept()
            connection.send(b"x")
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    for n in range(count):
        which = n % addresses
        with socket.socket() as client:
            client.connect((f"127.1.{which >> 8}.{which & 255}", port))
            client.recv(1)
    return {"made": count}


def silence(address, silent, closed, count):
    """Attempts that time out, all within moments, while others are refused as fast as can be."""
    waiting = []
    for _ in range(count):
        client = socket.socket()
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, 1)
        client.connect_ex((address, silent))
        waiting.append(client)
    poll = select.poll()
    for client in waiting:
        poll.register(client, select.POLLOUT)
    deadline = time.monotonic() + PATIENCE
    failed, refused = 0, 0
    while failed < count and time.monotonic() < deadline:
        for number, _ in poll.poll(0):
            poll.unregister(number)
            failed += 1
        for _ in range(50):
            with socket.socket() as client:
                refused += client.connect_ex((address, closed)) == errno.ECONNREFUSED
    for client in waiting:
        client.close()
    return {"failed": failed, "refused": refused}


def main():
    commands = {f.__name__: f for f in (listen, talk, attempt, hold, release, swarm, silence)}
    print("{}", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        print(json.dumps(commands[command.pop("do")](**command)), flush=True)


main()
