package org.pathgauge.opennms;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Objects behind interfaces of OpenNMS's configuration API as maps: every getter that they have. */
final class Fields {
    private static final String API = "org.opennms.integration.api.v1.";

    private Fields() {}

    /** Lists, maps, texts and numbers that say the same. */
    static Object of(final Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> of(optional.orElse(null));
            case Collection<?> many -> many.stream().map(Fields::of).collect(Collectors.toList());
            case Object[] many -> Arrays.stream(many).map(Fields::of).collect(Collectors.toList());
            case Map<?, ?> map -> {
                final Map<String, Object> out = new TreeMap<>();
                map.forEach((key, content) -> out.put(String.valueOf(key), of(content)));
                yield out;
            }
            case CharSequence text -> text.toString();
            case Number number -> number;
            case Boolean bool -> bool;
            case Enum<?> constant -> constant.name();
            case File file -> file.getPath();
            case Duration duration -> duration.toMillis();
            default -> getters(value);
        };
    }

    private static Map<String, Object> getters(final Object value) {
        final Map<String, Object> out = new TreeMap<>();
        final Deque<Class<?>> left = new ArrayDeque<>();
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            left.addAll(Arrays.asList(type.getInterfaces()));
        }
        while (!left.isEmpty()) {
            final Class<?> type = left.pop();
            left.addAll(Arrays.asList(type.getInterfaces()));
            if (type.getName().startsWith(API)) {
                for (final Method method : type.getMethods()) {
                    if (method.getParameterCount() == 0 && method.getName().matches("(get|is|should)[A-Z].*")) {
                        out.put(method.getName().replaceFirst("^(get|is|should)", ""), of(asked(method, value)));
                    }
                }
            }
        }
        if (out.isEmpty()) {
            throw new IllegalArgumentException(value.getClass() + " has nothing of OpenNMS's API");
        }
        return out;
    }

    private static Object asked(final Method method, final Object value) {
        try {
            return method.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method + " of " + value.getClass() + ": " + e.getCause(), e);
        }
    }
}
