package org.pathgauge.snmp.transport;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.pathgauge.credentials.TlsIdentity;

/**
 * Secures connections of SNMP over TLS (RFC 6353 section 5.3.2) and tells whose they are.
 *
 * @param identity the certificate in force and whom it trusts; asked once a connection
 * @param users the names of the version 3 users in force; asked once a connection
 */
public record TlsHandshake(Supplier<TlsIdentity> identity, Supplier<Set<String>> users) {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /**
     * Shakes hands.
     *
     * @return the user whom the client's certificate belongs to
     * @throws CertificateException telling why it belongs to none
     */
    String shake(Connection connection) throws IOException, CertificateException {
        TlsIdentity who = identity.get();
        // Of the two methods of this name, the one with a stream for what was read already is for servers.
        SSLSocket socket = (SSLSocket) who.context().getSocketFactory().createSocket(connection.raw(), null, true);
        socket.setEnabledProtocols(VERSIONS);
        socket.setNeedClientAuth(true);
        try {
            connection.inTime(() -> {
                socket.startHandshake();
                return socket;
            });
        } catch (SSLHandshakeException e) {
            throw new CertificateException(e.getMessage(), e);
        }
        connection.over(socket);
        return who.user(socket.getSession(), users.get()::contains);
    }
}
