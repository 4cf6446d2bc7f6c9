package org.pathgauge.snmp;

import static org.pathgauge.snmp.BerReader.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.pathgauge.snmp.BerReader.NotPlainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.PDU;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.Salt;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmTimeEntry;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.transport.TransportListener;

/**
 * Answers at once what managers ask all day: well-formed GET, GETNEXT and GETBULK requests of those who may read, in
 * version 2c or in version 3 with authentication and privacy.
 *
 * <p>Everything else goes to the library's dispatcher as it came, with nothing counted and nothing kept: other requests
 * and levels, errors, reports, attacks. So there is one place that decides over those, and its counters are right.
 */
final class QuickPath implements TransportListener {
    private static final Logger LOG = LoggerFactory.getLogger(QuickPath.class);

    private static final int VERSION_2C = SnmpConstants.version2c;
    private static final int VERSION_3 = SnmpConstants.version3;
    private static final int LEVEL_FLAGS = 0x03;
    private static final int REPORTABLE_FLAG = 0x04;
    private static final byte[] AUTH_PRIV = {LEVEL_FLAGS};
    private static final byte[] NO_CONTEXT = {};

    /** What encloses the variables takes less, names of users and engines being as short as they are. */
    private static final int HEADROOM = 512;

    private static final int MAX_NAME = 128;

    /** A long name and a long text. With that much room a GETBULK without variables is one that asked for none. */
    private static final int LARGEST_VARIABLE = 2_048;

    private static final int ROOM = 2 * ReadRequest.MAX_BULK_OCTETS;

    private final MessageDispatcher library;
    private final OctetString engineId;
    private final USM usm;
    private final Responder responder;
    private final CounterSupport counters;
    private final RecentManagers managers;
    private final ThreadLocal<BerWriter> writers = ThreadLocal.withInitial(() -> new BerWriter(HEADROOM, ROOM));
    private final LongAdder answered = new LongAdder();
    private volatile Map<OctetString, UserCrypto> users = Map.of();

    /**
     * Makes a path.
     *
     * @param library what does not go this way
     * @param usm knows the engine's boots and time
     * @param responder reads
     * @param managers told of whom is answered
     */
    QuickPath(
            MessageDispatcher library,
            OctetString engineId,
            USM usm,
            Responder responder,
            CounterSupport counters,
            RecentManagers managers) {
        this.library = library;
        this.engineId = engineId;
        this.usm = usm;
        this.responder = responder;
        this.counters = counters;
        this.managers = managers;
    }

    /** Takes over the users; keys that stay are not made ready again. */
    void users(List<UserStore.Keys> present) {
        Map<OctetString, UserCrypto> before = users;
        Map<OctetString, UserCrypto> after = new HashMap<>();
        for (UserStore.Keys keys : present) {
            OctetString name = new OctetString(keys.user().name());
            UserCrypto known = before.get(name);
            after.put(name, known != null && known.isFor(keys) ? known : new UserCrypto(keys, name.getValue()));
        }
        users = after;
        before.values().stream().filter(user -> !after.containsValue(user)).forEach(UserCrypto::close);
    }

    /** How many requests went this way. */
    long answered() {
        return answered.sum();
    }

    @Override
    public <A extends Address> void processMessage(
            TransportMapping<? super A> transport, A peer, ByteBuffer message, TransportStateReference state) {
        Optional<byte[]> answer = Optional.empty();
        try {
            if (message.hasArray()) {
                answer = Optional.of(answer(transport, message));
            }
        } catch (NotPlainException | GeneralSecurityException | RuntimeException e) {
            // The library finds out what is wrong, counts and tells it.
            LOG.trace("SNMP message from {} takes the long way", peer, e);
        }
        if (answer.isEmpty() && isNoMessage(message)) {
            // RFC 3412 section 4.2.1 step 2. The library would count some as something else, and some as nothing.
            counters.fireIncrementCounter(new CounterEvent(this, SnmpConstants.snmpInPkts));
            counters.fireIncrementCounter(new CounterEvent(this, SnmpConstants.snmpInASNParseErrs));
            return;
        }
        if (answer.isEmpty()) {
            library.processMessage(transport, peer, message, state);
            return;
        }
        answered.increment();
        managers.accepted(peer, transport);
        counters.fireIncrementCounter(new CounterEvent(this, SnmpConstants.snmpInPkts));
        try {
            transport.sendMessage(peer, answer.get(), state, 0, 0);
        } catch (IOException e) {
            LOG.debug("SNMP response to {} was not sent: {}", peer, e.toString());
        }
    }

    private static boolean isNoMessage(ByteBuffer message) {
        if (!message.hasArray()) {
            return false;
        }
        int from = message.arrayOffset() + message.position();
        int to = from + message.remaining();
        return !BerShape.isMessage(message.array(), from, to) || HeaderRanges.isBroken(message.array(), from, to);
    }

    private byte[] answer(TransportMapping<?> transport, ByteBuffer message)
            throws NotPlainException, GeneralSecurityException {
        int from = message.arrayOffset() + message.position();
        BerReader reader = new BerReader(message.array(), from, from + message.remaining());
        int end = reader.enter(BerReader.SEQUENCE);
        check(reader.end() == end);
        int version = reader.integer();
        check(version == VERSION_2C || version == VERSION_3);
        BerWriter writer = writers.get();
        writer.clear();
        if (version == VERSION_2C) {
            answerCommunity(reader, writer, transport);
        } else {
            answerUser(message.array(), from, from + message.remaining(), reader, writer, transport);
        }
        return writer.toByteArray();
    }

    private void answerCommunity(BerReader reader, BerWriter writer, TransportMapping<?> transport)
            throws NotPlainException {
        byte[] community = reader.octets();
        check(community.length <= MAX_NAME);
        Optional<Access.Rights> rights = responder.access().community(new OctetString(community));
        respond(reader, writer, rights, transport.getMaxOutboundMessageSize());
        writer.prependOctets(community);
        writer.prependInteger(VERSION_2C);
        writer.enclose(BerReader.SEQUENCE);
    }

    /** RFC 3412 section 7.2 and RFC 3414 section 3.2, for a message with nothing wrong. */
    private void answerUser(
            byte[] message, int from, int to, BerReader reader, BerWriter writer, TransportMapping<?> transport)
            throws NotPlainException, GeneralSecurityException {
        int outer = reader.enter(BerReader.SEQUENCE);
        int id = reader.integer();
        int maxSize = reader.integer();
        byte[] flags = reader.octets();
        check(id >= 0 && maxSize >= HeaderRanges.LEAST_MAX_SIZE && flags.length == 1);
        check((flags[0] & ~REPORTABLE_FLAG) == LEVEL_FLAGS && reader.integer() == SecurityModel.SECURITY_MODEL_USM);
        reader.leave(outer);
        outer = reader.enter(BerReader.OCTETS);
        int whole = reader.enter(BerReader.SEQUENCE);
        check(Arrays.equals(reader.octets(), engineId.getValue()));
        int boots = reader.integer();
        int time = reader.integer();
        // In the engine's first second the library takes the least integer for that second: its difference overflows.
        check(boots >= 0 && time >= 0);
        UserCrypto user = users.get(new OctetString(reader.octets()));
        check(user != null && user.name().length <= MAX_NAME);
        check(reader.header(BerReader.OCTETS) == user.digestOctets());
        int digestAt = reader.position();
        reader.pass(user.digestOctets());
        byte[] salt = reader.octets();
        check(salt.length == UserCrypto.SALT_OCTETS);
        reader.leave(whole);
        reader.leave(outer);
        int length = reader.header(BerReader.OCTETS);
        int encrypted = reader.position();
        check(encrypted + length == to);
        byte[] plain = Arrays.copyOfRange(message, encrypted, to);
        synchronized (user) {
            check(user.authentic(message, from, to, digestAt));
            check(usm.getTimeTable().checkTime(new UsmTimeEntry(engineId, boots, time)) == SnmpConstants.SNMPv3_USM_OK);
            user.decrypt(boots, time, salt, plain, 0, plain.length);
        }
        Optional<Access.Rights> rights = responder.access().user(new OctetString(user.name()), SecurityLevel.AUTH_PRIV);
        respondScoped(new BerReader(plain, 0, plain.length), writer, rights, maxSize, transport);
        synchronized (user) {
            seal(user, id, writer, transport.getMaxInboundMessageSize());
        }
    }

    private void respondScoped(
            BerReader reader,
            BerWriter writer,
            Optional<Access.Rights> rights,
            int maxSize,
            TransportMapping<?> transport)
            throws NotPlainException {
        reader.enter(BerReader.SEQUENCE);
        check(Arrays.equals(reader.octets(), engineId.getValue()) && reader.octets().length == 0);
        respond(reader, writer, rights, Math.min(maxSize, transport.getMaxOutboundMessageSize()));
        writer.prependOctets(NO_CONTEXT);
        writer.prependOctets(engineId.getValue());
        writer.enclose(BerReader.SEQUENCE);
    }

    /** RFC 3414 section 3.1, for a response. */
    private void seal(UserCrypto user, int id, BerWriter writer, int maxSize) throws GeneralSecurityException {
        int boots = usm.getEngineBoots();
        int time = usm.getEngineTime();
        byte[] salt = new byte[UserCrypto.SALT_OCTETS];
        // The library's own, so that no two messages of this engine have the same.
        ByteBuffer.wrap(salt).putLong(Salt.getInstance().getNext());
        user.encrypt(boots, time, salt, writer.array(), writer.first(), writer.size());
        writer.enclose(BerReader.OCTETS);
        int data = writer.first();
        writer.prependOctets(salt);
        writer.prependOctets(new byte[user.digestOctets()]);
        int digestAt = writer.first() + 2;
        writer.prependOctets(user.name());
        writer.prependInteger(time);
        writer.prependInteger(boots);
        writer.prependOctets(engineId.getValue());
        writer.enclose(BerReader.SEQUENCE, data);
        writer.enclose(BerReader.OCTETS, data);
        int parameters = writer.first();
        writer.prependInteger(SecurityModel.SECURITY_MODEL_USM);
        writer.prependOctets(AUTH_PRIV);
        writer.prependInteger(maxSize);
        writer.prependInteger(id);
        writer.enclose(BerReader.SEQUENCE, parameters);
        writer.prependInteger(VERSION_3);
        writer.enclose(BerReader.SEQUENCE);
        user.sign(writer.array(), writer.first(), writer.size(), digestAt);
    }

    /** Reads the request, which ends the message, and writes the response. */
    private void respond(BerReader reader, BerWriter writer, Optional<Access.Rights> rights, int maxSize)
            throws NotPlainException {
        check(rights.isPresent() && rights.get().mayRead());
        int type = reader.tag() - 0x100;
        check(type == PDU.GET || type == PDU.GETNEXT || type == PDU.GETBULK);
        reader.enter(type & 0xff);
        int id = reader.integer();
        int nonRepeaters = reader.integer();
        int maxRepetitions = reader.integer();
        ReadRequest request = new ReadRequest(type, nonRepeaters, maxRepetitions, names(reader));
        reader.expectEnd();
        int room = maxSize - HEADROOM;
        int most = type == PDU.GETBULK ? Math.min(room, ReadRequest.MAX_BULK_OCTETS) : room;
        // What does not fit is for the library's way, which knows what to say then.
        check(responder.read(rights.get(), request, (name, value) -> writer.variable(name, value, most)));
        check(type != PDU.GETBULK || writer.size() > 0 || most > LARGEST_VARIABLE);
        writer.enclose(BerReader.SEQUENCE);
        writer.prependInteger(0);
        writer.prependInteger(0);
        writer.prependInteger(id);
        writer.enclose(PDU.RESPONSE & 0xff);
    }

    private static List<OID> names(BerReader reader) throws NotPlainException {
        List<OID> names = new ArrayList<>();
        int outer = reader.enter(BerReader.SEQUENCE);
        while (!reader.atEnd()) {
            int list = reader.enter(BerReader.SEQUENCE);
            names.add(reader.oid());
            check(reader.header(BerReader.NULL) == 0);
            reader.leave(list);
        }
        reader.leave(outer);
        return names;
    }
}
