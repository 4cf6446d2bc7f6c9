package org.pathgauge.openmetrics;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.pathgauge.model.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address that the exporter listens on: the server of the JDK with limits on time, size and number. */
final class Endpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final int CONNECTIONS = 64;
    private static final int BACKLOG = 64;
    private static final String CONTEXT = "/";

    /**
     * The limits that the JDK's server takes from system properties, once, before the first one is made. A request
     * must be read within 10 s and a page taken within 2 min, or its connection is closed.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "120",
            "sun.net.httpserver.idleInterval", "20",
            "sun.net.httpserver.maxIdleConnections", "32",
            "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS),
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "98304",
            // Else the end of an answer waits for the client's delayed acknowledgement.
            "sun.net.httpserver.nodelay", "true");

    static {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    private final AgentConfig.Listen at;
    private final boolean tls;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private boolean started;

    private Endpoint(AgentConfig.Listen at, boolean tls, HttpServer server, ThreadPoolExecutor threads) {
        this.at = at;
        this.tls = tls;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Takes an address; answers only from {@link #start} on.
     *
     * @param at address and port
     * @param tls for HTTPS
     * @throws OpenMetricsException when it cannot be listened on
     */
    static Endpoint open(AgentConfig.Listen at, Optional<SSLContext> tls, HttpHandler handler)
            throws OpenMetricsException {
        InetSocketAddress address = new InetSocketAddress(at.address(), at.port());
        HttpServer server;
        try {
            server = tls.isPresent() ? https(address, tls.get()) : HttpServer.create(address, BACKLOG);
        } catch (IOException | IllegalArgumentException e) {
            throw new OpenMetricsException(
                    "OpenMetrics cannot listen on TCP address " + at.address() + " port " + at.port() + ": "
                            + e.getMessage() + ". Free the port, or choose another address or port",
                    e);
        }
        // As many threads as connections: however slow some clients are, none waits for another's.
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                CONNECTIONS,
                CONNECTIONS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().name("openmetrics").daemon().unstarted(task));
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext(CONTEXT, handler);
        return new Endpoint(at, tls.isPresent(), server, threads);
    }

    private static HttpServer https(InetSocketAddress address, SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                parameters.setSSLParameters(wanted);
            }
        });
        return server;
    }

    /** Answers from now on. */
    void start() {
        started = true;
        server.start();
        LOG.info(
                "OpenMetrics answers on {}://{}:{}/metrics",
                tls ? "https" : "http",
                at.address().contains(":") ? "[" + at.address() + "]" : at.address(),
                port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Closes the address and its connections. */
    @Override
    public void close() {
        if (!started) {
            // The JDK frees the address of a server only if it ran; without a context it answers nothing.
            server.removeContext(CONTEXT);
            server.start();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
