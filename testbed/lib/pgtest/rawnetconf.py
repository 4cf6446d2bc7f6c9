"""A NETCONF session of base:1.0 that does as little as possible, for who measures the server and not the client."""

import paramiko  # comes with ncclient

from .agent import NETCONF_USER
from .procs import Failed

BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
END = b"]]>]]>"
CAPABILITY = "urn:ietf:params:netconf:base:1.0"
HELLO = f'<hello xmlns="{BASE}"><capabilities><capability>{CAPABILITY}</capability></capabilities></hello>'


class RawSession:
    """An open session of an agent; hello is what the server sent first."""

    def __init__(self, agent):
        self._transport = paramiko.Transport(agent.connect_netconf())
        try:
            key = paramiko.Ed25519Key.from_private_key_file(str(agent.key))
            self._transport.connect(username=NETCONF_USER, pkey=key)
            self._channel = self._transport.open_session(window_size=1 << 24)
            self._channel.settimeout(60)
            self._channel.invoke_subsystem("netconf")
            self._rest = b""
            self.hello = self._message()
            self._channel.sendall(HELLO.encode() + END)
        except BaseException:
            self.close()
            raise

    def _message(self):
        parts, tail = [self._rest], self._rest[-len(END) :]
        while END not in tail:
            received = self._channel.recv(1 << 18)
            if not received:
                raise Failed("the server closed the session")
            parts.append(received)
            tail = tail[-len(END) :] + received
        message, self._rest = b"".join(parts).split(END, 1)
        return message

    def rpc(self, operation):
        """The whole reply, bytes; Failed when it is an error."""
        self._channel.sendall(f'<rpc message-id="1" xmlns="{BASE}">{operation}</rpc>'.encode() + END)
        reply = self._message()
        if b"<rpc-error" in reply:
            raise Failed(f"{operation[:200]}: {reply.decode()}")
        return reply

    def close(self):
        self._transport.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
