"""ProxyCommand of OpenSSH for call home: waits to be called and passes bytes between the caller and OpenSSH."""

import os
import socket
import sys
import threading

listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
listener.settimeout(40)
caller = listener.accept()[0]


def towards_server():
    while data := os.read(0, 65536):
        caller.sendall(data)
    caller.shutdown(socket.SHUT_WR)


threading.Thread(target=towards_server, daemon=True).start()
while data := caller.recv(65536):
    os.write(1, data)
