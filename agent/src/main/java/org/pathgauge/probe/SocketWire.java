package org.pathgauge.probe;

import com.sun.jna.Native;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The wire through four raw sockets and sendmmsg: echo and TCP, IPv4 and IPv6. */
final class SocketWire implements Sender.Wire {
    private final List<RawSocket> sockets;

    private SocketWire(List<RawSocket> sockets) {
        this.sockets = sockets;
    }

    static SocketWire open() throws IOException {
        List<RawSocket> opened = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                opened.add(RawSocket.open(i % 2 == 1, i / 2 == 1));
            }
            return new SocketWire(opened);
        } catch (IOException e) {
            opened.forEach(RawSocket::close);
            throw e;
        }
    }

    @Override
    public int send(PacketBatch batch, int from) {
        int sent = Libc.sendmmsg(
                sockets.get((batch.tcp() ? 2 : 0) + (batch.v6() ? 1 : 0)).fd(),
                batch.messages() + (long) from * PacketBatch.MESSAGE,
                batch.size() - from,
                Libc.MSG_DONTWAIT);
        // Zero cannot happen with a positive count; treated as "try again", it would loop for ever.
        return sent > 0 ? sent : -Math.max(1, Native.getLastError());
    }

    @Override
    public int source(byte[] target, int sourceIndex, byte[] into) {
        return RouteSource.find(target, sourceIndex, into);
    }

    @Override
    public void close() {
        sockets.forEach(RawSocket::close);
    }
}
