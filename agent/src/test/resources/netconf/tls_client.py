"""A NETCONF client over TLS that is not ours: connects, or waits to be called, and prints who the server says it is."""

import re
import socket
import ssl
import sys

NS = "urn:ietf:params:xml:ns:netconf:base:1.0"
HELLO = (
    f'<hello xmlns="{NS}"><capabilities><capability>urn:ietf:params:netconf:base:1.0</capability></capabilities></hello>'
)
SESSIONS = (
    f'<rpc message-id="1" xmlns="{NS}"><get><filter><netconf-state '
    'xmlns="urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring"><sessions/></netconf-state></filter></get></rpc>'
)
CLOSE = f'<rpc message-id="2" xmlns="{NS}"><close-session/></rpc>'
END = "]]>]]>"


def until_end(tls, text):
    while END not in text:
        data = tls.recv(65536)
        if not data:
            sys.exit(f"the server closed after: {text!r}")
        text += data.decode()
    return text.split(END, 1)


def main():
    mode, port, ca, certificate, key, version, calls = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca)
    if certificate != "none":
        context.load_cert_chain(certificate, key)
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    if mode == "accept":
        listener = socket.create_server(("127.0.0.1", int(port)))
        listener.settimeout(40)
        print("listens", listener.getsockname()[1], flush=True)
    for _ in range(int(calls)):
        raw = socket.create_connection(("127.0.0.1", int(port)), 40) if mode == "connect" else listener.accept()[0]
        raw.settimeout(40)
        with context.wrap_socket(raw, server_hostname="127.0.0.1") as tls:
            hello, rest = until_end(tls, "")
            tls.sendall((HELLO + END + SESSIONS + END).encode())
            reply, rest = until_end(tls, rest)
            tls.sendall((CLOSE + END).encode())
            until_end(tls, rest)
            session = re.search(r"<session-id>(\d+)<", hello).group(1)
            mine = re.search(rf"<session-id>{session}</session-id>.*?</session>", reply, re.DOTALL).group(0)
            user = re.search(r"<username>(.*?)<", mine).group(1)
            transport = re.search(r"<transport.*?>(?:\w+:)?(netconf-\w+)<", mine).group(1)
            print(f"{tls.version()} {user} {transport}", flush=True)


main()
