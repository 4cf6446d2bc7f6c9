package org.pathgauge.netconf;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.Empty;

/** The canonical text of values (RFC 7950 section 9). */
final class Values {
    private Values() {}

    /** The value inside an optional, or the value itself; empty when there is none. */
    static Optional<Object> present(Object value) {
        return switch (value) {
            case Optional<?> o -> o.map(v -> (Object) v);
            case OptionalLong o -> o.isPresent() ? Optional.of(o.getAsLong()) : Optional.empty();
            default -> Optional.of(value);
        };
    }

    /** The text of a leaf's value. Instants and numbers print themselves in their YANG form. */
    static String text(Object value) {
        return switch (value) {
            case String s -> s;
            case byte[] b -> Base64.getEncoder().encodeToString(b);
            case Empty e -> "";
            case Set<?> bits -> bits.stream().map(String::valueOf).collect(Collectors.joining(" "));
            case InetAddress a -> address(a);
            case Name identity -> identity.local();
            default -> value.toString();
        };
    }

    /** An address without a zone; IPv6 as RFC 5952 wants it. */
    static String address(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] b = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (b[2 * i] & 0xff) << 8 | b[2 * i + 1] & 0xff;
        }
        int longest = 1;
        int start = -1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                start = i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** The text with characters that XML 1.0 cannot carry (section 2.2) replaced by U+FFFD. */
    static String xmlSafe(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0xd800) {
                return replaceUnsafe(text);
            }
        }
        return text;
    }

    private static String replaceUnsafe(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean ok = c >= ' ' && c < 0xd800
                    || c == '\t'
                    || c == '\n'
                    || c == '\r'
                    || c >= 0xe000 && c <= 0xfffd
                    || c >= 0x10000;
            safe.appendCodePoint(ok ? c : 0xfffd);
        });
        return safe.toString();
    }
}
