package org.pathgauge.probe;

import com.sun.jna.Native;
import java.io.IOException;

/** The wire through two raw sockets and sendmmsg. */
final class SocketWire implements Sender.Wire {
    private final RawSocket socket4;
    private final RawSocket socket6;

    private SocketWire(RawSocket socket4, RawSocket socket6) {
        this.socket4 = socket4;
        this.socket6 = socket6;
    }

    static SocketWire open() throws IOException {
        RawSocket four = RawSocket.open(false);
        try {
            return new SocketWire(four, RawSocket.open(true));
        } catch (IOException e) {
            four.close();
            throw e;
        }
    }

    @Override
    public int send(boolean v6, PacketBatch batch, int from) {
        int sent = Libc.sendmmsg(
                (v6 ? socket6 : socket4).fd(),
                batch.messages() + (long) from * PacketBatch.MESSAGE,
                batch.size() - from,
                Libc.MSG_DONTWAIT);
        // Zero cannot happen with a positive count; treated as "try again", it would loop for ever.
        return sent > 0 ? sent : -Math.max(1, Native.getLastError());
    }

    @Override
    public void close() {
        socket4.close();
        socket6.close();
    }
}
