package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.model.SnapshotFixtures;

/** Who is known to manage the agent without a connection. */
class RecentManagersTest {
    private static SnmpManager manager(int host, int port) throws Exception {
        return new SnmpManager(
                InetAddress.getByAddress(new byte[] {10, 0, (byte) (host >> 8), (byte) host}),
                port,
                InetAddress.getByName("0.0.0.0"),
                161);
    }

    @Test
    void whoIsQuietIsForgottenAndNoMoreAreKeptThanFit() throws Exception {
        AtomicLong now = new AtomicLong();
        RecentManagers managers = new RecentManagers(now::get);
        managers.accepted(manager(1, 1000));
        now.set(RecentManagers.NANOS);
        managers.accepted(manager(2, 1000));
        managers.accepted(manager(2, 1001));
        assertEquals(List.of(manager(1, 1000), manager(2, 1001)), managers.recent());
        now.incrementAndGet();
        assertEquals(List.of(manager(2, 1001)), managers.recent());
        for (int i = 0; i < RecentManagers.MOST; i++) {
            managers.accepted(manager(3 + i, 1));
        }
        assertEquals(RecentManagers.MOST, managers.recent().size());
        assertTrue(!managers.recent().contains(manager(2, 1001)), "the quietest is forgotten");
    }

    @Test
    void onlyWhoIsAnsweredIsKnown(@TempDir Path state) throws Exception {
        try (SnmpAgent agent = SnmpFixture.start(
                        state, () -> SnapshotFixtures.snapshot(1), SnmpFixture.config(List.of(SnmpFixture.COMMUNITY)));
                DatagramSocket right = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                DatagramSocket wrong = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0))) {
            InetSocketAddress to =
                    new InetSocketAddress("127.0.0.1", agent.ports().get(0));
            wrong.send(packet("wrong", to));
            right.send(packet(SnmpFixture.COMMUNITY, to));
            right.setSoTimeout(20_000);
            right.receive(new DatagramPacket(new byte[2000], 2000));
            assertEquals(
                    List.of(new SnmpManager(
                            InetAddress.getByName("127.0.0.1"),
                            right.getLocalPort(),
                            InetAddress.getByName("127.0.0.1"),
                            to.getPort())),
                    agent.managers());
        }
    }

    private static DatagramPacket packet(String community, InetSocketAddress to) {
        byte[] name = community.getBytes(StandardCharsets.US_ASCII);
        // GET of sysUpTime.0
        byte[] pdu = HexFormat.of().parseHex("a019020101020100020100300e300c06082b060102010103000500");
        byte[] message = new byte[2 + 3 + 2 + name.length + pdu.length];
        ByteBuffer.wrap(message)
                .put((byte) 0x30)
                .put((byte) (message.length - 2))
                .put(new byte[] {2, 1, 1, 4, (byte) name.length})
                .put(name)
                .put(pdu);
        return new DatagramPacket(message, message.length, to);
    }
}
