package org.pathgauge.config;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.PatternConstraint;
import org.opendaylight.yangtools.yang.model.api.type.StringTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.UnionTypeDefinition;

/**
 * Patterns that a string type inherits from the types it is derived from.
 *
 * <p>All of them hold (RFC 7950 section 9.4.5), but the codecs of yangtools match only those of the last derivation: to
 * them "abc" is an ipv6-address-no-zone.
 */
final class BasePatterns {
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private BasePatterns() {}

    /** Whether a value that a codec accepts matches the inherited patterns too; of a union, those of one member. */
    static boolean match(TypeDefinition<?> type, String value) {
        return switch (type) {
            case UnionTypeDefinition union -> union.getTypes().stream().anyMatch(member -> match(member, value));
            case StringTypeDefinition string -> matchString(string, value);
            default -> true;
        };
    }

    private static boolean matchString(StringTypeDefinition type, String value) {
        for (StringTypeDefinition t = type; t != null; t = t.getBaseType()) {
            for (PatternConstraint pattern : t.getPatternConstraints()) {
                Pattern compiled = COMPILED.computeIfAbsent(pattern.getJavaPatternString(), Pattern::compile);
                if (compiled.matcher(value).matches() == pattern.getModifier().isPresent()) {
                    return false;
                }
            }
        }
        return true;
    }
}
