package org.pathgauge.netconf;

import java.net.InetAddress;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.Empty;
import org.pathgauge.model.AddressText;

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
            case InetAddress a -> AddressText.of(a);
            case Name identity -> identity.local();
            case ErrorPath path -> path.text();
            default -> value.toString();
        };
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
