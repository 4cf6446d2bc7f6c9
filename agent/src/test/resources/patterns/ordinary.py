"""Ordinary load: connections that are opened, used and closed one after the other, as fast as it goes.

usage: ordinary.py TARGET PORT COUNT
"""

import socket
import sys


def main(target, port, count):
    for _ in range(count):
        with socket.create_connection((target, port), timeout=10) as connection:
            connection.sendall(b"hello")
            if connection.recv(16) != b"hello":
                raise SystemExit("the server did not echo")


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
