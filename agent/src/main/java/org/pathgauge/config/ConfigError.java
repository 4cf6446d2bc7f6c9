package org.pathgauge.config;

import java.util.Optional;

/**
 * One thing that is wrong with a configuration. The fields are those of an rpc-error (RFC 6241 section 4.3).
 *
 * @param path RFC 7951 instance identifier of the node, such as {@code /pathgauge-probes:probes/probe[name='x']/interval};
 *     {@code /} for the document
 * @param errorType {@code application}, except where a protocol has reason to say otherwise
 * @param errorTag tag of RFC 6241 appendix A, such as {@code invalid-value} or {@code unknown-element}
 * @param appTag tag of RFC 7950 section 15, such as {@code must-violation}
 * @param message what is wrong and how to mend it, one line
 * @param line line of the JSON text it was found in, from 1; 0 when there is no text
 * @param column column, from 1; 0 when there is no text
 */
public record ConfigError(
        String path, String errorType, String errorTag, Optional<String> appTag, String message, int line, int column) {

    public ConfigError(String path, String errorType, String errorTag, Optional<String> appTag, String message) {
        this(path, errorType, errorTag, appTag, message, 0, 0);
    }

    /** A node has a value that it must not have. */
    public static ConfigError invalidValue(String path, String message) {
        return new ConfigError(path, "application", "invalid-value", Optional.empty(), message);
    }

    /** A {@code must} of the model, or a rule that goes beyond it, is not met (RFC 7950 section 15.4). */
    public static ConfigError mustViolation(String path, String message) {
        return new ConfigError(path, "application", "operation-failed", Optional.of("must-violation"), message);
    }

    /** A {@code unique} of the model is not met (RFC 7950 section 15.1). */
    public static ConfigError notUnique(String path, String message) {
        return new ConfigError(path, "application", "operation-failed", Optional.of("data-not-unique"), message);
    }

    /** The agent cannot do what the configuration asks for, because a resource is too small or too busy. */
    public static ConfigError resourceDenied(String path, String message) {
        return new ConfigError(path, "application", "resource-denied", Optional.empty(), message);
    }

    /** The agent tried to apply the configuration and failed. */
    public static ConfigError operationFailed(String path, String message) {
        return new ConfigError(path, "application", "operation-failed", Optional.empty(), message);
    }

    /** Somebody else holds what the change needs: a lock, or a commit that waits for its confirmation. */
    public static ConfigError inUse(String message) {
        return new ConfigError("/", "protocol", "in-use", Optional.empty(), message);
    }

    /** This error, found at a place in a JSON text. */
    public ConfigError at(int newLine, int newColumn) {
        return new ConfigError(path, errorType, errorTag, appTag, message, newLine, newColumn);
    }

    /** One line for a person: place, path and message. */
    @Override
    public String toString() {
        String place = line == 0 ? "" : "line " + line + ", column " + column + ": ";
        return place + (path.equals("/") ? "" : path + ": ") + message;
    }
}
