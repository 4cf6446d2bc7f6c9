"""Port 80 listens, port 83 swallows what comes, all others are closed; both families."""
import ctypes
import socket
import struct
import time

SO_ATTACH_FILTER = 26


def listen(port):
    s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    s.bind(("::", port))
    s.listen(16)
    return s


open_port = listen(80)
filtered = listen(83)
nothing = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))  # BPF_RET 0
filtered.setsockopt(
    socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(nothing))
)
print("ready", flush=True)
while True:
    time.sleep(60)
