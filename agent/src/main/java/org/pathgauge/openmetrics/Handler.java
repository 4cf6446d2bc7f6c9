package org.pathgauge.openmetrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.pathgauge.model.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP requests: the page at {@code /metrics}, a link to it at {@code /}, nothing else. */
final class Handler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Handler.class);

    /** Pages written at once; one costs the memory of its largest family. */
    static final int PAGES_AT_ONCE = 2;

    private static final int BUFFER = 64 * 1024;
    private static final int QUERY_MAX = 64 * 1024;
    private static final String LANDING = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>PathGauge</title></head>
            <body><h1>PathGauge</h1><p><a href="/metrics">Metrics</a> of the newest snapshot, for Prometheus.</p></body></html>
            """;

    private final Supplier<Snapshot> snapshots;
    private final Scrape.Exporter exporter;
    private final long failureMillis;
    private final Semaphore pages = new Semaphore(PAGES_AT_ONCE);
    private final Supplier<Settings> settings;

    /**
     * Makes a handler.
     *
     * @param snapshots asked once per page
     * @param exporter what a page tells of the exporter
     * @param settings asked once per request
     * @param failureMillis how long a wrong password waits for its answer
     */
    Handler(Supplier<Snapshot> snapshots, Scrape.Exporter exporter, Supplier<Settings> settings, long failureMillis) {
        this.snapshots = snapshots;
        this.exporter = exporter;
        this.settings = settings;
        this.failureMillis = failureMillis;
    }

    /** Answers a request. What breaks off is thrown, so that the server cuts the connection: half a page is not a page. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange);
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the exporter is being closed");
        } catch (IOException e) {
            // The client went away or was too slow; its own log tells it.
            LOG.debug("OpenMetrics request from {} broke off: {}", exchange.getRemoteAddress(), e.toString());
            throw e;
        } catch (RuntimeException e) {
            LOG.error("OpenMetrics request from {} failed", exchange.getRemoteAddress(), e);
            throw e;
        }
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        Settings now = settings.get();
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (!admit(exchange, now.logins())) {
            return;
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        String path = exchange.getRequestURI().getPath();
        if (!path.equals("/") && !path.equals("/metrics")) {
            text(exchange, 404, "Not found; the metrics are at /metrics\n");
        } else if (!head && !exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            text(exchange, 405, "Only GET and HEAD are possible here\n");
        } else if (path.equals("/")) {
            exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
            send(exchange, 200, "text/html; charset=utf-8", LANDING);
        } else {
            metrics(exchange, now, head);
        }
    }

    private boolean admit(HttpExchange exchange, Logins logins) throws IOException, InterruptedException {
        Optional<String> authorization =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        if (logins.admit(authorization)) {
            return true;
        }
        if (authorization.isPresent()) {
            exporter.counters().failedLogins().increment();
            LOG.warn("OpenMetrics login from {} failed", exchange.getRemoteAddress());
            Thread.sleep(failureMillis);
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"PathGauge\", charset=\"UTF-8\"");
        text(exchange, 401, "Name and password are needed, or wrong\n");
        return false;
    }

    private void metrics(HttpExchange exchange, Settings now, boolean head) throws IOException {
        Query query;
        try {
            query = Query.of(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            text(exchange, 400, "The query cannot be read: " + e.getMessage() + "\n");
            return;
        }
        if (!pages.tryAcquire()) {
            exporter.counters().refused().increment();
            exchange.getResponseHeaders().set("Retry-After", "1");
            text(exchange, 503, PAGES_AT_ONCE + " scrapes are being answered already; try again\n");
            return;
        }
        try {
            Page page = new Page(exchange.getRequestHeaders().getFirst("Accept"));
            exchange.getResponseHeaders().set("Content-Type", page.contentType());
            exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
            boolean gzip = takesGzip(exchange);
            if (gzip) {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            }
            exchange.sendResponseHeaders(200, head ? -1 : 0);
            if (!head) {
                Scrape scrape = new Scrape(snapshots.get(), exporter, now.windows(), query.probes());
                WholeBody body = new WholeBody(exchange.getResponseBody());
                try (OutputStream out = gzip ? new FastGzip(body) : body) {
                    page.write(out, scrape, query.names());
                    body.whole = true;
                }
                exporter.counters().pages().increment();
            }
        } finally {
            pages.release();
        }
    }

    private static boolean takesGzip(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (header == null) {
            return false;
        }
        for (String coding : header.toLowerCase(Locale.ROOT).split(",")) {
            if (coding.matches("\\s*gzip\\s*(;.*)?")) {
                return !coding.matches(".*;\\s*q=0(\\.0*)?\\s*(;.*)?");
            }
        }
        return false;
    }

    /** Marks the end of an answer only when all of it was written. */
    private static final class WholeBody extends BufferedOutputStream {
        private boolean whole;

        WholeBody(OutputStream out) {
            super(out, BUFFER);
        }

        @Override
        public void close() throws IOException {
            if (whole) {
                super.close();
            }
        }
    }

    /** A page shrinks to a twentieth at the fastest level already. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** The parameters {@code name[]} and {@code probe}, each any number of times. */
    private record Query(Set<String> names, Set<String> probes) {
        static Query of(String raw) {
            Query query = new Query(new HashSet<>(), new HashSet<>());
            if (raw == null) {
                return query;
            }
            if (raw.length() > QUERY_MAX) {
                throw new IllegalArgumentException("it is too long");
            }
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String key = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (key.equals("name[]")) {
                    query.names.add(value);
                } else if (key.equals("probe")) {
                    query.probes.add(value);
                }
            }
            return query;
        }
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", text);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : octets.length);
        if (!head) {
            exchange.getResponseBody().write(octets);
        }
    }
}
