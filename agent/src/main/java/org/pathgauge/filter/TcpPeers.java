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
import java.util.Optional;
import java.util.stream.Stream;

/** Who manages the agent over TCP connections that exist, as /proc/net/tcp and tcp6 tell. */
public final class TcpPeers {
    private static final int TCP = 6;
    private static final String ESTABLISHED = "01";

    private TcpPeers() {}

    /**
     * Somebody to whom the agent connects, and who manages it then.
     *
     * @param name as messages name it
     * @param address an address, or a host name: then every connection to the port is taken for one to it, since names are
     *     not asked for here
     * @param port TCP port
     */
    public record Dialled(String name, String address, int port) {
        private boolean is(InetAddress remote, int remotePort) {
            return port == remotePort && literal(address).map(remote::equals).orElse(true);
        }
    }

    /**
     * The established connections to services, and to those who are connected to, in the network namespace of this
     * thread.
     *
     * @return none when the kernel's list cannot be read
     */
    public static List<Management.Peer> of(List<Management.Service> services, List<Dialled> dialled) {
        List<Management.Peer> peers = new ArrayList<>();
        for (String name : List.of("tcp", "tcp6")) {
            try {
                for (String line :
                        Files.readAllLines(Path.of("/proc/thread-self/net", name), StandardCharsets.US_ASCII)) {
                    add(line, services, dialled, peers);
                }
            } catch (IOException e) {
                // No IPv6, or /proc is not mounted: what listens is protected all the same.
                continue;
            }
        }
        return peers;
    }

    private static void add(
            String line, List<Management.Service> services, List<Dialled> dialled, List<Management.Peer> peers)
            throws UnknownHostException {
        String[] words = line.strip().split("\\s+");
        if (words.length < 4 || !words[3].equals(ESTABLISHED)) {
            return;
        }
        InetAddress local = address(words[1]);
        int localPort = port(words[1]);
        InetAddress remote = address(words[2]);
        int remotePort = port(words[2]);
        Stream.concat(
                        services.stream()
                                .filter(s -> s.protocol() == TCP && s.port() == localPort)
                                .map(Management.Service::name),
                        dialled.stream().filter(d -> d.is(remote, remotePort)).map(Dialled::name))
                .findFirst()
                .ifPresent(name -> peers.add(new Management.Peer(name, remote, remotePort, local, localPort, TCP)));
    }

    /** An address that is written as one. */
    private static Optional<InetAddress> literal(String text) {
        if (!text.contains(":") && !text.matches("[0-9.]+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
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
