package org.pathgauge.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.pathgauge.bpf.abi.FilterKeyLayout;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Prefix;

/**
 * What a rule looks at as the kernel compares it: struct pg_filter_key and the mask over it, each five words.
 *
 * @param mask bits that are compared
 * @param key what they must be; other bits are zero
 * @param flagsMask the mask's flags
 * @param flags the key's flags
 */
record RuleKey(List<Long> mask, List<Long> key, int flagsMask, int flags) {
    static final int WORDS = FilterKeyLayout.SIZE / Long.BYTES;

    private static final int FAMILY_MASK = 0x3f;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final List<PortPrefixes.Masked> ANY_PORT = List.of(new PortPrefixes.Masked(0, 0));

    /**
     * The keys of a rule: one, unless it has ranges of ports.
     *
     * @param iface number of the rule's interface; empty when it has none
     */
    static List<RuleKey> of(FilterRule rule, OptionalInt iface) {
        List<RuleKey> keys = new ArrayList<>();
        for (PortPrefixes.Masked source :
                rule.sourcePorts().map(PortPrefixes::of).orElse(ANY_PORT)) {
            for (PortPrefixes.Masked destination :
                    rule.destinationPorts().map(PortPrefixes::of).orElse(ANY_PORT)) {
                keys.add(of(rule, iface, source, destination));
            }
        }
        return keys;
    }

    private static RuleKey of(
            FilterRule rule, OptionalInt iface, PortPrefixes.Masked source, PortPrefixes.Masked destination) {
        ByteBuffer mask = ByteBuffer.allocate(FilterKeyLayout.SIZE);
        ByteBuffer key = ByteBuffer.allocate(FilterKeyLayout.SIZE);
        int flagsMask = 0;
        int flags = 0;
        if (rule.source().isPresent() || rule.destination().isPresent()) {
            Prefix either = rule.source().or(rule::destination).orElseThrow();
            int octets = either.address().getAddress().length;
            rule.source().ifPresent(p -> prefix(mask, key, FilterKeyLayout.ADDRESSES, p));
            rule.destination().ifPresent(p -> prefix(mask, key, FilterKeyLayout.ADDRESSES + octets, p));
            flagsMask |= FAMILY_MASK;
            flags |= octets == 4 ? AF_INET : AF_INET6;
        }
        if (rule.protocol().isPresent()) {
            mask.put(FilterKeyLayout.PROTOCOL, (byte) 0xff);
            key.put(FilterKeyLayout.PROTOCOL, (byte) rule.protocol().getAsInt());
        }
        if (rule.sourcePorts().isPresent() || rule.destinationPorts().isPresent()) {
            flagsMask |= GuardAbiLayout.FILTER_PORTS;
            flags |= GuardAbiLayout.FILTER_PORTS;
            port(mask, key, FilterKeyLayout.SOURCE_PORT, source);
            port(mask, key, FilterKeyLayout.DESTINATION_PORT, destination);
        }
        if (iface.isPresent()) {
            mask.order(ByteOrder.nativeOrder()).putShort(FilterKeyLayout.IFACE, (short) 0xffff);
            key.order(ByteOrder.nativeOrder()).putShort(FilterKeyLayout.IFACE, (short) iface.getAsInt());
        } else {
            flagsMask |= GuardAbiLayout.FILTER_FIRST;
            flags |= GuardAbiLayout.FILTER_FIRST;
        }
        mask.put(FilterKeyLayout.FLAGS, (byte) flagsMask);
        key.put(FilterKeyLayout.FLAGS, (byte) flags);
        return new RuleKey(words(mask), words(key), flagsMask, flags);
    }

    private static void prefix(ByteBuffer mask, ByteBuffer key, int at, Prefix prefix) {
        byte[] address = prefix.address().getAddress();
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(prefix.length() - 8L * i, 0, 8);
            mask.put(at + i, (byte) (0xff00 >> kept));
            key.put(at + i, (byte) (address[i] & mask.get(at + i)));
        }
    }

    private static void port(ByteBuffer mask, ByteBuffer key, int at, PortPrefixes.Masked port) {
        mask.order(ByteOrder.BIG_ENDIAN).putShort(at, (short) port.mask());
        key.order(ByteOrder.BIG_ENDIAN).putShort(at, (short) port.value());
    }

    private static List<Long> words(ByteBuffer bytes) {
        bytes.order(ByteOrder.nativeOrder());
        Long[] words = new Long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = bytes.getLong(i * Long.BYTES);
        }
        return List.of(words);
    }
}
