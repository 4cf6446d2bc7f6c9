package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pathgauge.credentials.CertToName;
import org.pathgauge.credentials.CredentialsException;
import org.pathgauge.credentials.PasswordHash;
import org.pathgauge.credentials.TlsIdentity;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.TlsServer;
import org.pathgauge.model.TlsServer.MapType;

/** Parts of access control that need no connection: passwords, names of certificates, delays. */
class AccessTest {
    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong();

    @Test
    void guessesAreFewAndForgivenOneByOne() throws Exception {
        var users = new Users(List.of(
                new AgentConfig.User("alice", List.of(), Optional.of(PasswordHash.of("right".toCharArray()))),
                new AgentConfig.User("bob", List.of())));
        var logins = new Logins();
        var passwords = new Passwords(logins, now::get);
        var here = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 2 * Passwords.WRONG_MAX; i++) {
            assertTrue(passwords.admit(users, "alice", "right", here), "right ones cost nothing");
        }
        for (int i = 0; i < Passwords.WRONG_MAX; i++) {
            assertFalse(passwords.admit(users, i % 2 == 0 ? "bob" : "nobody", "", here));
        }
        assertEquals(Passwords.WRONG_MAX, logins.wrongPasswords());
        assertFalse(passwords.admit(users, "alice", "right", here), "not looked at");
        assertEquals(1, logins.throttledPasswords());
        assertTrue(passwords.admit(users, "alice", "right", InetAddress.getByName("192.0.2.2")));
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertFalse(passwords.admit(users, "alice", "wrong", here), "one more");
        assertFalse(passwords.admit(users, "alice", "right", here), "and no other");
        assertEquals(2, logins.throttledPasswords());
        var six = InetAddress.getByName("2001:db8::1");
        for (int i = 0; i < Passwords.WRONG_MAX; i++) {
            assertFalse(passwords.admit(users, "alice", "wrong", six));
        }
        assertFalse(passwords.admit(users, "alice", "right", InetAddress.getByName("2001:db8::ffff:2")));
        assertEquals(3, logins.throttledPasswords(), "a prefix of 64 bits is one source");
    }

    private static TlsServer.CertToName rule(long id, String fingerprint, MapType type, String name) {
        return new TlsServer.CertToName(
                id,
                Optional.of(fingerprint).filter(f -> !f.isEmpty()),
                type,
                Optional.of(name).filter(n -> !n.isEmpty()));
    }

    @Test
    void certificatesGiveNamesByRule() throws Exception {
        Tool.need("openssl", "openssl", "openssl", "version");
        var authority = new Authority(folder, "authority")
                .issue("carol", "email:Carol.X@Example.NET,DNS:Host.Example.NET,IP:2001:db8::1,IP:192.0.2.1");
        var path = List.of(authority.load("carol"), authority.load(""));
        String own = Authority.fingerprint(path.get(0));
        String above = Authority.fingerprint(path.get(1)).toUpperCase(Locale.ROOT);
        String other = own.substring(0, own.length() - 2) + (own.endsWith("00") ? "01" : "00");
        assertEquals(Optional.of("me"), name(path, rule(1, own, MapType.SPECIFIED, "me")));
        assertEquals(Optional.of("us"), name(path, rule(1, above, MapType.SPECIFIED, "us")));
        assertEquals(Optional.empty(), name(path, rule(1, other, MapType.SPECIFIED, "me")));
        assertEquals(Optional.of("carol"), name(path, rule(1, "", MapType.COMMON_NAME, "")));
        assertEquals(Optional.of("Carol.X@example.net"), name(path, rule(1, "", MapType.SAN_RFC822_NAME, "")));
        assertEquals(Optional.of("host.example.net"), name(path, rule(1, "", MapType.SAN_DNS_NAME, "")));
        assertEquals(
                Optional.of("20010db8000000000000000000000001"), name(path, rule(1, "", MapType.SAN_IP_ADDRESS, "")));
        assertEquals(Optional.of("Carol.X@example.net"), name(path, rule(1, "", MapType.SAN_ANY, "")));
        assertEquals(
                Optional.of("authority"),
                name(List.of(path.get(1)), rule(1, "", MapType.SAN_ANY, ""), rule(2, "", MapType.COMMON_NAME, "")),
                "a rule that gives no name is passed over");
    }

    private static Optional<String> name(List<X509Certificate> path, TlsServer.CertToName... rules) {
        return new CertToName(List.of(rules)).map(path);
    }

    @Test
    void delaysAreDrawnBetweenTheirLimits() {
        var min = Duration.ofSeconds(2);
        var max = Duration.ofSeconds(60);
        assertEquals(min, CallHomeClient.delay(min, max, 0, 0));
        assertEquals(Duration.ofSeconds(4), CallHomeClient.delay(min, max, 0, 1));
        assertEquals(Duration.ofSeconds(16), CallHomeClient.delay(min, max, 2, 1));
        assertEquals(max, CallHomeClient.delay(min, max, 5, 1));
        assertEquals(max, CallHomeClient.delay(min, max, 5_000, 1));
        assertEquals(Duration.ofSeconds(31), CallHomeClient.delay(min, max, 5_000, 0.5));
        assertEquals(min, CallHomeClient.delay(min, min, 7, 1));
    }

    @Test
    void tlsNeedsItsFiles() {
        var missing = new TlsServer(
                List.of(),
                Optional.of("/nonexistent/a"),
                Optional.of("/nonexistent/b"),
                Optional.of("/nonexistent/c"),
                Optional.empty(),
                List.of());
        var e = assertThrows(CredentialsException.class, () -> TlsIdentity.load("a server", missing, now::get));
        assertTrue(e.getMessage().contains("/nonexistent/a cannot be read"), e.getMessage());
    }
}
