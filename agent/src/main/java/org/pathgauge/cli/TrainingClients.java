package org.pathgauge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.snmp4j.CommunityTarget;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** The two clients of the training run: as little of each protocol as makes the agent show all of its own. */
final class TrainingClients {
    static final String USER = "training";
    static final String PASSPHRASE = "training only";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String END = "]]>]]>";
    private static final int ROUNDS = 20;

    private TrainingClients() {}

    /** Asks for the system group and walks some of our own tables. */
    static void snmp(int port) throws IOException {
        try (DefaultUdpTransportMapping transport =
                        new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getLoopbackAddress(), 0));
                Snmp snmp = new Snmp(transport)) {
            transport.listen();
            CommunityTarget<UdpAddress> target = new CommunityTarget<>(
                    new UdpAddress(InetAddress.getLoopbackAddress(), port), new OctetString(USER));
            target.setVersion(SnmpConstants.version2c);
            target.setTimeout(1000);
            target.setRetries(5);
            for (int round = 0; round < ROUNDS; round++) {
                ask(snmp, target, PDU.GET, "1.3.6.1.2.1.1.3.0");
                ask(snmp, target, PDU.GETNEXT, "1.3.6.1.2.1.1");
                ask(snmp, target, PDU.GETBULK, "1.3.6.1.4.1.32473.1");
            }
        }
    }

    private static void ask(Snmp snmp, CommunityTarget<UdpAddress> target, int type, String oid) throws IOException {
        PDU pdu = new PDU();
        pdu.setType(type);
        if (type == PDU.GETBULK) {
            pdu.setMaxRepetitions(30);
        }
        pdu.add(new VariableBinding(new OID(oid)));
        ResponseEvent<UdpAddress> response = snmp.send(pdu, target);
        if (response == null || response.getResponse() == null) {
            throw new CliException(ExitCode.FAILURE, "The training run got no SNMP answer");
        }
    }

    /** Opens a session (RFC 6242, end-of-message framing), reads everything once, closes. */
    static void netconf(int port, KeyPair key) throws IOException {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            try (ClientSession session =
                    client.connect(USER, "127.0.0.1", port).verify(PATIENCE).getSession()) {
                session.addPublicKeyIdentity(key);
                session.auth().verify(PATIENCE);
                try (ChannelSubsystem channel = session.createSubsystemChannel("netconf")) {
                    channel.open().verify(PATIENCE);
                    OutputStream out = channel.getInvertedIn();
                    InputStream in = channel.getInvertedOut();
                    read(in);
                    send(out, hello());
                    for (String operation : new String[] {
                        "<get/>",
                        "<get-config><source><running/></source></get-config>",
                        "<get><filter type=\"subtree\"><probes xmlns=\"urn:pathgauge:yang:pathgauge-probes\"/>"
                                + "</filter></get>",
                        "<close-session/>"
                    }) {
                        send(out, rpc(operation));
                        read(in);
                    }
                }
            }
        }
    }

    private static String hello() {
        return "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><capabilities>"
                + "<capability>urn:ietf:params:netconf:base:1.0</capability></capabilities></hello>";
    }

    private static String rpc(String operation) {
        return "<rpc message-id=\"1\" xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">" + operation + "</rpc>";
    }

    private static void send(OutputStream out, String message) throws IOException {
        out.write((message + END).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(END, Math.max(0, text.length() - END.length())) < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the NETCONF session of the training run ended early");
            }
            text.append((char) c);
        }
    }
}
