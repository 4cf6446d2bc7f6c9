package org.pathgauge.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that was refused, with every reason. The datastore is as it was before. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigError> errors;

    /** A refusal for at least one reason. */
    public ConfigException(List<ConfigError> errors) {
        super(message(errors));
        this.errors = List.copyOf(errors);
    }

    /** A refusal for one reason. */
    public ConfigException(ConfigError error) {
        this(List.of(error));
    }

    /** A refusal for one reason with what caused it. */
    public ConfigException(ConfigError error, Throwable cause) {
        this(error);
        initCause(cause);
    }

    /** The reasons, in document order where they come from a document. */
    public List<ConfigError> errors() {
        return errors;
    }

    private static String message(List<ConfigError> errors) {
        if (errors.isEmpty()) {
            throw new IllegalArgumentException("a refusal needs a reason");
        }
        return errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n"));
    }
}
