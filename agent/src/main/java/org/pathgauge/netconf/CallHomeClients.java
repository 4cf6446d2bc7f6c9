package org.pathgauge.netconf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.pathgauge.model.CallHome;

/** The clients that the agent connects to (RFC 8071). */
final class CallHomeClients {
    private final SshTransport ssh;
    private final TlsTransport tls;
    private final int connectMillis;
    private List<CallHome> configured = List.of();
    private Map<CallHome, CallHomeClient> clients = new LinkedHashMap<>();
    /** No longer configured, but with a connection that stays until the client ends it. */
    private final Map<CallHome, CallHomeClient> retired = new LinkedHashMap<>();

    CallHomeClients(SshTransport ssh, TlsTransport tls, Limits limits) {
        this.ssh = ssh;
        this.tls = tls;
        connectMillis = (int) limits.login().toMillis();
    }

    synchronized List<CallHome> configured() {
        return configured;
    }

    /** Changes whom to connect to. Clients that stay as they are notice nothing. */
    synchronized void configure(List<CallHome> wanted) {
        retired.values().removeIf(CallHomeClient::ended);
        Map<CallHome, CallHomeClient> now = new LinkedHashMap<>();
        for (CallHome one : wanted) {
            CallHomeClient kept = clients.remove(one);
            if (kept == null) {
                CallHomeClient back = retired.remove(one);
                kept = back != null && back.resume() ? back : new CallHomeClient(one, this::call, lot()).begin();
            }
            now.put(one, kept);
        }
        clients.forEach((one, client) -> {
            client.stop();
            retired.put(one, client);
        });
        clients = now;
        configured = List.copyOf(wanted);
    }

    private static DoubleSupplier lot() {
        return () -> ThreadLocalRandom.current().nextDouble();
    }

    private String call(CallHome client, InetSocketAddress to, Runnable onConnected, Runnable onLogin)
            throws IOException, InterruptedException {
        if (client.transport() == CallHome.Transport.SSH) {
            ssh.call(to, client.keepAlive(), onConnected, onLogin);
            return "the connection ended";
        }
        var socket = new Socket();
        try {
            socket.connect(to, connectMillis);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        onConnected.run();
        return tls.serve(socket, client.keepAlive(), onLogin);
    }

    /** How it goes with each client, in the order of the configuration. */
    synchronized List<CallHomeClient.State> states() {
        return clients.values().stream().map(CallHomeClient::state).toList();
    }

    /** Stops, and cuts the connections. */
    synchronized void close() {
        var all = new ArrayList<>(clients.values());
        all.addAll(retired.values());
        all.forEach(CallHomeClient::close);
        clients = new LinkedHashMap<>();
        retired.clear();
    }
}
