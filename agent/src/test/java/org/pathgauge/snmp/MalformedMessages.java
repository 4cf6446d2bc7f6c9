package org.pathgauge.snmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** Makes messages with one thing wrong each, and knows what the RFCs want to become of them. */
final class MalformedMessages {
    static final String ASN_PARSE_ERRORS = "1.3.6.1.2.1.11.6.0";
    static final String BAD_VERSIONS = "1.3.6.1.2.1.11.3.0";
    static final String BAD_COMMUNITY_NAMES = "1.3.6.1.2.1.11.4.0";
    static final String UNKNOWN_SECURITY_MODELS = "1.3.6.1.6.3.11.2.1.1.0";
    static final String INVALID_MESSAGES = "1.3.6.1.6.3.11.2.1.2.0";
    static final String UNKNOWN_PDU_HANDLERS = "1.3.6.1.6.3.11.2.1.3.0";
    static final String NOT_IN_TIME_WINDOWS = "1.3.6.1.6.3.15.1.1.2.0";
    static final String UNKNOWN_USER_NAMES = "1.3.6.1.6.3.15.1.1.3.0";
    static final String UNKNOWN_ENGINE_IDS = "1.3.6.1.6.3.15.1.1.4.0";
    static final String WRONG_DIGESTS = "1.3.6.1.6.3.15.1.1.5.0";
    static final List<String> COUNTERS = List.of(
            ASN_PARSE_ERRORS,
            BAD_VERSIONS,
            BAD_COMMUNITY_NAMES,
            UNKNOWN_SECURITY_MODELS,
            INVALID_MESSAGES,
            UNKNOWN_PDU_HANDLERS,
            NOT_IN_TIME_WINDOWS,
            UNKNOWN_USER_NAMES,
            UNKNOWN_ENGINE_IDS,
            WRONG_DIGESTS);

    static final OID NAME = new OID("1.3.6.1.4.1.32473.1.1.2.1.1.2.1");

    private static final int GARBAGE_ID = 0x0bad;
    private static final int MAX_SIZE = 65_507;
    private static final int AUTH_PRIV = 0x07;

    /**
     * A message.
     *
     * @param what is wrong with it
     * @param counter that must count it, if any
     * @param answer whether the agent answers, with a response or a report
     */
    record Malformed(String what, byte[] octets, Optional<String> counter, Answer answer) {}

    /** Answers to guesses are held back when there are too many. */
    enum Answer {
        NONE,
        ONE,
        ONE_OR_NONE
    }

    private final Random random;
    private final byte[] engineId;
    private final UserCrypto user;
    private final int boots;
    private final int time;

    MalformedMessages(Random random, byte[] engineId, UserCrypto user, int boots, int time) {
        this.random = random;
        this.engineId = engineId;
        this.user = user;
        this.boots = boots;
        this.time = time;
    }

    /** A message with nothing wrong but what this was made with. */
    byte[] secure() {
        return new Secure().message();
    }

    Malformed next() {
        byte[] good = community(SnmpFixture.COMMUNITY, pdu(PDU.GET, GARBAGE_ID, 0, 0, 1 + random.nextInt(3)));
        byte[] secure = new Secure().message();
        return switch (random.nextInt(27)) {
            case 0 -> dropped("truncated 2c", ASN_PARSE_ERRORS, truncated(good));
            case 1 -> dropped("truncated 3", ASN_PARSE_ERRORS, truncated(secure));
            case 2 -> dropped("too long a length", ASN_PARSE_ERRORS, with(good, 1, (byte) (good[1] + 1)));
            case 3 -> dropped("indefinite length", ASN_PARSE_ERRORS, with(good, 1, (byte) 0x80));
            case 4 ->
                dropped("wrong length within", ASN_PARSE_ERRORS, with(secure, secure[1] == (byte) 0x81 ? 7 : 8, (byte)
                        0x7f));
            case 5 -> dropped("no sequence", ASN_PARSE_ERRORS, with(good, 0, (byte) random.nextInt(0x30)));
            case 6 -> dropped("version", BAD_VERSIONS, with(good, 4, (byte) (4 + random.nextInt(100))));
            case 7 -> dropped("version 1", BAD_VERSIONS, with(good, 4, (byte) 0));
            case 8 ->
                dropped("community", BAD_COMMUNITY_NAMES, community("w" + random.nextInt(), pdu(PDU.GET, 1, 0, 0, 1)));
            case 9 -> dropped("number of 5 octets", ASN_PARSE_ERRORS, community(SnmpFixture.COMMUNITY, wide()));
            case 10 -> answered("SET", community(SnmpFixture.COMMUNITY, pdu(PDU.SET, GARBAGE_ID, 0, 0, 1)));
            case 11 -> answered("repetitions", bulk(random.nextInt(), Integer.MAX_VALUE - random.nextInt(9)));
            case 12 ->
                answered("negative repetitions", bulk(Integer.MIN_VALUE + random.nextInt(9), -1 - random.nextInt(9)));
            case 13 ->
                answered("many variables", community(SnmpFixture.COMMUNITY, pdu(PDU.GETNEXT, GARBAGE_ID, 0, 0, 300)));
            case 14 ->
                reported(
                        "engine",
                        UNKNOWN_ENGINE_IDS,
                        new Secure().engine(random).message());
            case 15 ->
                guessed(
                        "user",
                        UNKNOWN_USER_NAMES,
                        new Secure().name("u" + random.nextInt()).message());
            case 16 ->
                guessed("digest", WRONG_DIGESTS, with(secure, secure.length - 1, (byte) ~secure[secure.length - 1]));
            case 17 ->
                reported(
                        "early",
                        NOT_IN_TIME_WINDOWS,
                        new Secure().time(time + 400 + random.nextInt(9)).message());
            case 18 ->
                reported(
                        "replayed from an earlier boot",
                        NOT_IN_TIME_WINDOWS,
                        new Secure().boots(boots - 1).message());
            case 19 ->
                reported(
                        "context engine",
                        UNKNOWN_PDU_HANDLERS,
                        new Secure().context(new byte[] {1, 2, 3, 4, 5}, "").message());
            case 20 ->
                dropped(
                        "message id",
                        ASN_PARSE_ERRORS,
                        new Secure().id(-1 - random.nextInt(9)).message());
            case 21 ->
                dropped(
                        "small",
                        ASN_PARSE_ERRORS,
                        new Secure().maxSize(random.nextInt(968) - 484).message());
            case 22 ->
                dropped(
                        "no model",
                        ASN_PARSE_ERRORS,
                        new Secure().model(-random.nextInt(2)).message());
            case 23 ->
                dropped(
                        "boots",
                        ASN_PARSE_ERRORS,
                        new Secure().boots(-1 - random.nextInt(9)).message());
            case 24 ->
                dropped(
                        "time",
                        ASN_PARSE_ERRORS,
                        new Secure().time(Integer.MIN_VALUE).message());
            case 25 ->
                dropped("flags", INVALID_MESSAGES, new Secure().flags(0x02).message());
            default ->
                dropped(
                        "security model",
                        UNKNOWN_SECURITY_MODELS,
                        new Secure().model(99).message());
        };
    }

    private static Malformed dropped(String what, String counter, byte[] octets) {
        return new Malformed(what, octets, Optional.of(counter), Answer.NONE);
    }

    private static Malformed reported(String what, String counter, byte[] octets) {
        return new Malformed(what, octets, Optional.of(counter), Answer.ONE);
    }

    private static Malformed guessed(String what, String counter, byte[] octets) {
        return new Malformed(what, octets, Optional.of(counter), Answer.ONE_OR_NONE);
    }

    private static Malformed answered(String what, byte[] octets) {
        return new Malformed(what, octets, Optional.empty(), Answer.ONE);
    }

    private byte[] truncated(byte[] message) {
        return Arrays.copyOf(message, 1 + random.nextInt(message.length - 1));
    }

    private static byte[] with(byte[] message, int at, byte octet) {
        byte[] changed = message.clone();
        changed[at] = octet;
        return changed;
    }

    private byte[] bulk(int nonRepeaters, int repetitions) {
        return community(SnmpFixture.COMMUNITY, pdu(PDU.GETBULK, GARBAGE_ID, nonRepeaters, repetitions, 3));
    }

    /** A request id of 40 bits. */
    private static BerWriter wide() {
        BerWriter writer = writer();
        writer.enclose(BerReader.SEQUENCE);
        writer.prependInteger(0);
        writer.prependInteger(0);
        writer.prependOctets(new byte[] {1, 2, 3, 4, 5});
        writer.array()[writer.first()] = BerReader.INTEGER;
        writer.enclose(PDU.GET & 0xff);
        return writer;
    }

    private static BerWriter writer() {
        BerWriter writer = new BerWriter(600, 8_192);
        writer.clear();
        return writer;
    }

    static BerWriter pdu(int type, int id, int nonRepeaters, int repetitions, int variables) {
        BerWriter writer = writer();
        Variable nothing = Null.instance;
        for (int i = 0; i < variables; i++) {
            writer.variable(NAME, nothing, 8_192);
        }
        writer.enclose(BerReader.SEQUENCE);
        writer.prependInteger(repetitions);
        writer.prependInteger(nonRepeaters);
        writer.prependInteger(id);
        writer.enclose(type & 0xff);
        return writer;
    }

    static byte[] community(String community, BerWriter pdu) {
        pdu.prependOctets(community.getBytes(StandardCharsets.UTF_8));
        pdu.prependInteger(1);
        pdu.enclose(BerReader.SEQUENCE);
        return pdu.toByteArray();
    }

    static byte[] community(String community, ByteBuffer pdu) {
        BerWriter writer = writer();
        byte[] octets = new byte[pdu.remaining()];
        pdu.get(octets);
        writer.prepend(octets);
        return community(community, writer);
    }

    /** A version 3 message that is right unless told otherwise. */
    private final class Secure {
        private byte[] engine = engineId;
        private byte[] name = user.name();
        private byte[] context = engineId;
        private String contextName = "";
        private int ownBoots = boots;
        private int ownTime = time;
        private int flags = AUTH_PRIV;
        private int model = 3;
        private int id = GARBAGE_ID;
        private int maxSize = MAX_SIZE;

        Secure engine(Random from) {
            engine = new byte[12];
            from.nextBytes(engine);
            return this;
        }

        Secure name(String other) {
            name = other.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        Secure context(byte[] id, String other) {
            context = id;
            contextName = other;
            return this;
        }

        Secure boots(int other) {
            ownBoots = other;
            return this;
        }

        Secure time(int other) {
            ownTime = other;
            return this;
        }

        Secure flags(int other) {
            flags = other;
            return this;
        }

        Secure id(int other) {
            id = other;
            return this;
        }

        Secure maxSize(int other) {
            maxSize = other;
            return this;
        }

        Secure model(int other) {
            model = other;
            return this;
        }

        byte[] message() {
            BerWriter writer = pdu(PDU.GET, GARBAGE_ID, 0, 0, 1);
            writer.prependOctets(contextName.getBytes(StandardCharsets.UTF_8));
            writer.prependOctets(context);
            writer.enclose(BerReader.SEQUENCE);
            byte[] salt = new byte[UserCrypto.SALT_OCTETS];
            random.nextBytes(salt);
            try {
                user.encrypt(ownBoots, ownTime, salt, writer.array(), writer.first(), writer.size());
            } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
            }
            writer.enclose(BerReader.OCTETS);
            int data = writer.first();
            writer.prependOctets(salt);
            writer.prependOctets(new byte[user.digestOctets()]);
            int digestAt = writer.first() + 2;
            writer.prependOctets(name);
            writer.prependInteger(ownTime);
            writer.prependInteger(ownBoots);
            writer.prependOctets(engine);
            writer.enclose(BerReader.SEQUENCE, data);
            writer.enclose(BerReader.OCTETS, data);
            int parameters = writer.first();
            writer.prependInteger(model);
            writer.prependOctets(new byte[] {(byte) flags});
            writer.prependInteger(maxSize);
            writer.prependInteger(id);
            writer.enclose(BerReader.SEQUENCE, parameters);
            writer.prependInteger(3);
            writer.enclose(BerReader.SEQUENCE);
            user.sign(writer.array(), writer.first(), writer.size(), digestAt);
            return writer.toByteArray();
        }
    }
}
