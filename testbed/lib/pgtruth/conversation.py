"""Both ends of TCP connections that exchange known numbers of octets, and what the application saw of them.

    conversation.py listen ADDRESS PLAN     serves until it is ended; says "listening" first
    conversation.py connect ADDRESS PLAN    makes the connections one after the other

PLAN is JSON: [{"port", "up", "down", "ending"}, ...]. On each connection the client sends "up" octets and the server
answers with "down" octets. Then, by ending: "client" closes first, "server" closes first, or the server resets it; a
port with "none" is one where nobody listens. Both print a JSON object for each connection that has ended, with what
they themselves sent and received. Times are of CLOCK_MONOTONIC, ns; a stamp is taken as near to the call as can be.
"""

import contextlib
import errno
import fcntl
import json
import os
import socket
import struct
import sys
import termios
import threading
import time

CHUNK = 65536
PATIENCE = 60
PRIORITY = 10


def planned(port, up, down, ending):
    """One entry of a plan."""
    return {"port": port, "up": up, "down": down, "ending": ending}


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def send_octets(connection, count):
    sent = 0
    while sent < count:
        sent += connection.send(bytes(min(CHUNK, count - sent)))
    return sent


def receive_octets(connection, count):
    """So many octets, or fewer when the peer ends before."""
    received = 0
    while received < count:
        part = connection.recv(min(CHUNK, count - received))
        if not part:
            break
        received += len(part)
    return received


def await_acknowledged(connection):
    """Until the peer's TCP has acknowledged all."""
    deadline = time.monotonic() + PATIENCE
    while struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))[0]:
        if time.monotonic() > deadline:
            raise TimeoutError("the peer acknowledges nothing")
        time.sleep(0.001)


def serve(connection, plan):
    with connection:
        connection.settimeout(PATIENCE)
        received = receive_octets(connection, plan["up"])
        sent = send_octets(connection, plan["down"])
        if plan["ending"] == "reset":
            # What is under way when it resets would be counted by one end alone.
            await_acknowledged(connection)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            if plan["ending"] == "server":
                connection.shutdown(socket.SHUT_WR)
            received += receive_octets(connection, 1)
    tell({"port": plan["port"], "received": received, "sent": sent})


def listen(address, plans):
    threads = []
    for plan in plans:
        if plan["ending"] != "none":
            listening = socket.create_server((address, plan["port"]), family=family(address), backlog=64)
            threads.append(threading.Thread(target=accept_all, args=(listening, plan), daemon=True))
            threads[-1].start()
    print("listening", flush=True)
    for thread in threads:
        thread.join()


def accept_all(listening, plan):
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=serve, args=(connection, plan), daemon=True).start()


def connect(address, plan):
    with socket.socket(family(address), socket.SOCK_STREAM) as client:
        begun = time.monotonic_ns()
        try:
            client.connect((address, plan["port"]))
            established = time.monotonic_ns()
        except OSError as error:
            return {"port": plan["port"], "outcome": errno.errorcode[error.errno], "took": time.monotonic_ns() - begun}
        client.settimeout(PATIENCE)
        seen = {"port": plan["port"], "outcome": "closed", "took": established - begun, "from": client.getsockname()[1]}
        seen["sent"] = send_octets(client, plan["up"])
        seen["received"] = receive_octets(client, plan["down"])
        try:
            if plan["ending"] == "client":
                client.shutdown(socket.SHUT_WR)
            seen["received"] += receive_octets(client, 1)
        except ConnectionResetError:
            seen["outcome"] = "reset"
    return seen


def tell(what):
    # One write, so that lines of several threads do not mix.
    os.write(sys.stdout.fileno(), (json.dumps(what) + "\n").encode())


def main(mode, address, text):
    plans = json.loads(text)
    if mode == "listen":
        listen(address, plans)
        return
    # Else the application's clock would tell how busy the machine is.
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    for plan in plans:
        tell(connect(address, plan))


if __name__ == "__main__":
    main(*sys.argv[1:])
