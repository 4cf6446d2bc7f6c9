package org.pathgauge.filter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who is connected to the agent's TCP ports, as /proc/net/tcp and tcp6 tell. */
public final class TcpPeers {
    private static final int TCP = 6;
    private static final String ESTABLISHED = "01";

    private TcpPeers() {}

    /**
     * The established connections to services, in the network namespace of this thread.
     *
     * @return none when the kernel's list cannot be read
     */
    public static List<Management.Peer> of(List<Management.Service> services) {
        List<Management.Peer> peers = new ArrayList<>();
        for (String name : List.of("tcp", "tcp6")) {
            try {
                for (String line :
                        Files.readAllLines(Path.of("/proc/thread-self/net", name), StandardCharsets.US_ASCII)) {
                    add(line, services, peers);
                }
            } catch (IOException e) {
                // No IPv6, or /proc is not mounted: what listens is protected all the same.
                continue;
            }
        }
        return peers;
    }

    private static void add(String line, List<Management.Service> services, List<Management.Peer> peers)
            throws UnknownHostException {
        String[] words = line.strip().split("\\s+");
        if (words.length < 4 || !words[3].equals(ESTABLISHED)) {
            return;
        }
        int localPort = port(words[1]);
        for (Management.Service service : services) {
            if (service.protocol() == TCP && service.port() == localPort) {
                peers.add(new Management.Peer(
                        service.name(), address(words[2]), port(words[2]), address(words[1]), localPort, TCP));
                return;
            }
        }
    }

    /** An address in words of 32 bits, each in the byte order of the host; InetAddress makes IPv4 of mapped ones. */
    private static InetAddress address(String field) throws UnknownHostException {
        String hex = field.substring(0, field.indexOf(':'));
        ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
        for (int i = 0; i < hex.length(); i += 8) {
            bytes.putInt(Integer.parseUnsignedInt(hex, i, i + 8, 16));
        }
        return InetAddress.getByAddress(bytes.array());
    }

    private static int port(String field) {
        return Integer.parseInt(field.substring(field.indexOf(':') + 1), 16);
    }
}
