package org.pathgauge.netconf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** A bare NETCONF client that can also misbehave; its framing is written out by hand. */
final class TestClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SshClient ssh;
    final ClientSession connection;

    TestClient(int port, String user, KeyPair key) throws IOException {
        ssh = SshClient.setUpDefaultClient();
        ssh.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        ssh.start();
        try {
            connection = ssh.connect(user, "127.0.0.1", port).verify(PATIENCE).getSession();
            connection.addPublicKeyIdentity(key);
            connection.auth().verify(PATIENCE);
        } catch (IOException e) {
            ssh.stop();
            throw e;
        }
    }

    Channel open() throws IOException {
        ChannelSubsystem channel = connection.createSubsystemChannel("netconf");
        channel.open().verify(PATIENCE);
        return new Channel(channel);
    }

    @Override
    public void close() {
        ssh.stop();
    }

    /** One NETCONF session. */
    static final class Channel {
        final ChannelSubsystem ssh;
        private final InputStream in;
        private final OutputStream out;

        Channel(ChannelSubsystem ssh) {
            this.ssh = ssh;
            in = ssh.getInvertedOut();
            out = ssh.getInvertedIn();
        }

        /** Sends a hello for base:1.1 and gives the server's session id. */
        long hello() throws IOException {
            send("<hello xmlns=\"" + Ns.NETCONF + "\"><capabilities><capability>" + Ns.BASE_1_1
                    + "</capability></capabilities></hello>]]>]]>");
            String hello = until("]]>]]>");
            return Long.parseLong(hello.replaceAll("(?s).*<session-id>(\\d+)</session-id>.*", "$1"));
        }

        void send(String bytes) throws IOException {
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** How many bytes have come and are not read yet. */
        int available() throws IOException {
            return in.available();
        }

        String rpc(String operation) throws IOException {
            String rpc = "<rpc message-id=\"1\" xmlns=\"" + Ns.NETCONF + "\">" + operation + "</rpc>";
            send("\n#" + rpc.getBytes(StandardCharsets.UTF_8).length + "\n" + rpc + "\n##\n");
            return until("\n##\n");
        }

        /** Reads bytes to a mark, or fails at the end of the stream. */
        String until(String mark) throws IOException {
            var text = new StringBuilder();
            byte[] buffer = new byte[8192];
            while (text.length() < mark.length() || text.indexOf(mark, text.length() - mark.length()) < 0) {
                int n = in.read(buffer);
                if (n < 0) {
                    throw new IOException("stream ended after: " + text);
                }
                text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        }

        /** Reads a chunked message to its end and gives its length, keeping none of it and pausing now and then. */
        long drain(int every, Runnable pause) throws IOException {
            long next = every;
            byte[] buffer = new byte[65_536];
            byte[] tail = new byte[4];
            long total = 0;
            while (tail[0] != '\n' || tail[1] != '#' || tail[2] != '#' || tail[3] != '\n') {
                int n = in.read(buffer);
                if (n < 0) {
                    throw new IOException("stream ended after " + total + " bytes");
                }
                total += n;
                if (total >= next) {
                    pause.run();
                    next += every;
                }
                for (int i = Math.max(0, n - 4); i < n; i++) {
                    System.arraycopy(tail, 1, tail, 0, 3);
                    tail[3] = buffer[i];
                }
            }
            return total;
        }

        /** Waits for the server to close the channel. */
        boolean closedByServer() {
            Set<ClientChannelEvent> events =
                    ssh.waitFor(Set.of(ClientChannelEvent.CLOSED, ClientChannelEvent.EOF), PATIENCE);
            return !events.contains(ClientChannelEvent.TIMEOUT);
        }
    }
}
