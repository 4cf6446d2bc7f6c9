package org.pathgauge.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodec;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactory;
import org.opendaylight.yangtools.yang.model.api.EffectiveStatementEquivalent;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.meta.DeclaredStatement;
import org.opendaylight.yangtools.yang.model.api.type.BooleanTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.DecimalTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.EmptyTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.EnumTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Int64TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.PatternConstraint;
import org.opendaylight.yangtools.yang.model.api.type.RangeRestrictedTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.StringTypeDefinition;
import org.opendaylight.yangtools.yang.model.api.type.Uint64TypeDefinition;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;

/** Judges the value of one leaf and says in a person's words what it should be. */
final class LeafCheck {
    /** Types whose pattern says nothing to a person. */
    private static final Map<String, String> WORDS = Map.of(
            "host", "an IP address or a host name",
            "ip-address", "an IP address",
            "ip-prefix",
                    "a prefix such as 192.0.2.0/24 or 2001:db8::/32: an address, a slash and at most 32 or, of IPv6, 128"
                            + " bits",
            "ip-address-no-zone", "an IP address without zone",
            "interface-name",
                    "the name of a network interface: 1 to 15 printable characters without space, '/' and ':'",
            "probe-name", "a name of 1 to 64 printable ASCII characters that neither starts nor ends with a space");

    private final JSONCodecFactory codecs;
    private final Map<TypedDataSchemaNode, JSONCodec<?>> byLeaf = new ConcurrentHashMap<>();

    LeafCheck(JSONCodecFactory codecs) {
        this.codecs = codecs;
    }

    /** How JSON writes the values of a type (RFC 7951 section 6). */
    private enum Form {
        NUMBER,
        STRING,
        BOOLEAN,
        EMPTY
    }

    /**
     * What is wrong with a value.
     *
     * @param stack where the leaf is
     */
    Optional<String> problem(TypedDataSchemaNode leaf, SchemaInferenceStack stack, JsonValue value) {
        Form form = form(leaf.getType());
        boolean fits =
                switch (form) {
                    case NUMBER -> value instanceof JsonValue.Num;
                    case STRING -> value instanceof JsonValue.Str;
                    case BOOLEAN -> value instanceof JsonValue.Bool;
                    case EMPTY ->
                        value instanceof JsonValue.Arr a
                                && a.elements().size() == 1
                                && a.elements().getFirst() instanceof JsonValue.Null;
                };
        if (!fits) {
            return Optional.of(wrongForm(leaf, form, value));
        }
        if (form == Form.EMPTY) {
            return Optional.empty();
        }
        try {
            codec(leaf, stack).parseValue(JsonPath.scalar(value));
            if (BasePatterns.match(leaf.getType(), JsonPath.scalar(value))) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            // What the codec says is said below in a person's words.
        }
        if (secret(leaf)) {
            return Optional.of("this secret, which is not shown, is not allowed here; it must be " + expected(leaf));
        }
        return Optional.of(shown(value) + " is not allowed here; this must be " + expected(leaf)
                + nearest(leaf, JsonPath.scalar(value)));
    }

    /** Whether the value is a secret: messages end up in logs, and with users who may not read it. */
    static boolean secret(TypedDataSchemaNode leaf) {
        return leaf instanceof EffectiveStatementEquivalent<?> e
                && e.asEffectiveStatement().getDeclared() instanceof DeclaredStatement<?> declared
                && declared.declaredSubstatements().stream()
                        .anyMatch(s -> s.statementDefinition()
                                .getStatementName()
                                .getLocalName()
                                .equals("default-deny-all"));
    }

    private JSONCodec<?> codec(TypedDataSchemaNode leaf, SchemaInferenceStack stack) {
        JSONCodec<?> known = byLeaf.get(leaf);
        if (known == null) {
            known = codecs.codecFor(leaf, stack);
            byLeaf.put(leaf, known);
        }
        return known;
    }

    private static Form form(TypeDefinition<?> type) {
        return switch (type) {
            case Int64TypeDefinition t -> Form.STRING;
            case Uint64TypeDefinition t -> Form.STRING;
            case DecimalTypeDefinition t -> Form.STRING;
            case RangeRestrictedTypeDefinition<?, ?> t -> Form.NUMBER;
            case BooleanTypeDefinition t -> Form.BOOLEAN;
            case EmptyTypeDefinition t -> Form.EMPTY;
            default -> Form.STRING;
        };
    }

    private String wrongForm(TypedDataSchemaNode leaf, Form form, JsonValue value) {
        String expected = expected(leaf);
        boolean wide = form == Form.STRING && leaf.getType() instanceof RangeRestrictedTypeDefinition;
        if (wide && value instanceof JsonValue.Num n) {
            return "64-bit numbers are strings in YANG's JSON (RFC 7951): write \"" + n.text() + "\" in double quotes";
        }
        if (value instanceof JsonValue.Str s && form == Form.NUMBER) {
            return "this must be " + expected + ", written without quotes, not the string \"" + s.value() + "\"";
        }
        if (value instanceof JsonValue.Str s && form == Form.BOOLEAN) {
            return "this must be true or false without quotes, not the string \"" + s.value() + "\"";
        }
        return "this must be " + expected + ", not " + value.kind();
    }

    /** What a leaf may be, for a person. */
    String expected(TypedDataSchemaNode leaf) {
        return expected(leaf.getType())
                + leaf.getType().getUnits().map(u -> " (" + u + ")").orElse("");
    }

    private String expected(TypeDefinition<?> type) {
        for (TypeDefinition<?> t = type; t != null; t = t.getBaseType()) {
            String words = WORDS.get(t.getQName().getLocalName());
            if (words != null) {
                return words;
            }
        }
        return switch (type) {
            case EnumTypeDefinition e ->
                e.getValues().size() == 1
                        ? "\"" + e.getValues().getFirst().getName() + "\""
                        : "one of " + names(e).stream().collect(Collectors.joining("\", \"", "\"", "\""));
            case BooleanTypeDefinition b -> "true or false";
            case RangeRestrictedTypeDefinition<?, ?> r -> number(r);
            case StringTypeDefinition s -> string(s);
            default -> "a value of type " + type.getQName().getLocalName();
        };
    }

    private static String number(RangeRestrictedTypeDefinition<?, ?> type) {
        String ranges = type.getRangeConstraint()
                .map(c -> c.getAllowedRanges().asRanges().stream()
                        .map(r -> r.lowerEndpoint() + ".." + r.upperEndpoint())
                        .collect(Collectors.joining(" or ")))
                .orElse("");
        String kind = form(type) == Form.STRING ? "a whole number in double quotes" : "a whole number";
        return ranges.isEmpty() ? kind : kind + ", " + ranges;
    }

    private static String string(StringTypeDefinition type) {
        String length = type.getLengthConstraint()
                .map(c -> " of "
                        + c.getAllowedRanges().asRanges().stream()
                                .map(r -> r.lowerEndpoint() + ".." + r.upperEndpoint())
                                .collect(Collectors.joining(" or "))
                        + " characters")
                .orElse("");
        List<String> patterns = type.getPatternConstraints().stream()
                .map(p -> p.getErrorMessage().orElseGet(() -> "matching " + pattern(p)))
                .toList();
        return "a string" + length + (patterns.isEmpty() ? "" : ", " + String.join(", and ", patterns));
    }

    private static String pattern(PatternConstraint constraint) {
        return constraint.getRegularExpressionString();
    }

    private static List<String> names(EnumTypeDefinition type) {
        return type.getValues().stream()
                .map(EnumTypeDefinition.EnumPair::getName)
                .toList();
    }

    /** A hint at the name that was probably meant; empty when there is none. */
    String nearest(TypedDataSchemaNode leaf, String value) {
        return leaf.getType() instanceof EnumTypeDefinition e
                ? Nearest.to(value, names(e))
                        .map(n -> "; did you mean \"" + n + "\"?")
                        .orElse("")
                : "";
    }

    private static String shown(JsonValue value) {
        return value instanceof JsonValue.Str s ? JsonPrinter.quote(s.value()) : JsonPath.scalar(value);
    }
}
