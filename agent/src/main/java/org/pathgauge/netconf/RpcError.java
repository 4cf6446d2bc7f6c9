package org.pathgauge.netconf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.YangModels;

/** An rpc-error (RFC 6241 section 4.3): why a request was not carried out, with the tags of appendix A. */
final class RpcError extends Exception {
    private static final long serialVersionUID = 1L;

    /** The layer at which the error occurred. */
    enum Type {
        TRANSPORT,
        RPC,
        PROTOCOL,
        APPLICATION;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kinds of error of RFC 6241 appendix A. */
    enum Tag {
        IN_USE,
        INVALID_VALUE,
        TOO_BIG,
        MISSING_ATTRIBUTE,
        BAD_ATTRIBUTE,
        UNKNOWN_ATTRIBUTE,
        MISSING_ELEMENT,
        BAD_ELEMENT,
        UNKNOWN_ELEMENT,
        UNKNOWN_NAMESPACE,
        ACCESS_DENIED,
        LOCK_DENIED,
        RESOURCE_DENIED,
        ROLLBACK_FAILED,
        DATA_EXISTS,
        DATA_MISSING,
        OPERATION_NOT_SUPPORTED,
        OPERATION_FAILED,
        MALFORMED_MESSAGE;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Info(Name name, String value) {}

    private final transient List<Info> infos = new ArrayList<>();
    private final Type type;
    private final Tag tag;
    private final transient List<RpcError> more = new ArrayList<>();
    private transient ErrorPath path = ErrorPath.NONE;
    private String appTag = "";

    RpcError(Type type, Tag tag, String message) {
        super(message, null, false, false);
        this.type = type;
        this.tag = tag;
    }

    static RpcError missingElement(String element, String in) {
        return new RpcError(Type.PROTOCOL, Tag.MISSING_ELEMENT, in + " needs the element " + element)
                .info("bad-element", element);
    }

    static RpcError unknownElement(String element, String in) {
        return new RpcError(Type.PROTOCOL, Tag.UNKNOWN_ELEMENT, in + " has no element " + element)
                .info("bad-element", element);
    }

    static RpcError unknownNamespace(String element, String namespace) {
        return new RpcError(
                        Type.PROTOCOL,
                        Tag.UNKNOWN_NAMESPACE,
                        "No module of this server has the namespace '" + namespace + "' of element " + element
                                + "; see yang-library for those it has")
                .info("bad-element", element)
                .info("bad-namespace", namespace);
    }

    static RpcError badAttribute(String attribute, String element, String message) {
        return new RpcError(Type.PROTOCOL, Tag.BAD_ATTRIBUTE, message)
                .info("bad-attribute", attribute)
                .info("bad-element", element);
    }

    static RpcError invalidValue(String message) {
        return new RpcError(Type.APPLICATION, Tag.INVALID_VALUE, message);
    }

    static RpcError malformed(String message) {
        return new RpcError(Type.RPC, Tag.MALFORMED_MESSAGE, message);
    }

    Type type() {
        return type;
    }

    Tag tag() {
        return tag;
    }

    /** Adds an element to error-info. */
    RpcError info(String element, String value) {
        infos.add(new Info(new Name(Ns.NETCONF, element), value));
        return this;
    }

    /** Sets error-app-tag. */
    RpcError appTag(String value) {
        appTag = value;
        return this;
    }

    /** Sets error-path. */
    RpcError path(ErrorPath value) {
        path = value;
        return this;
    }

    /** Has further errors reported behind this one. */
    RpcError and(List<RpcError> others) {
        more.addAll(others);
        return this;
    }

    /** Everything for which a configuration was refused. */
    static RpcError of(ConfigException refused, YangModels models) {
        List<RpcError> all = refused.errors().stream().map(e -> of(e, models)).toList();
        return all.getFirst().and(all.subList(1, all.size()));
    }

    private static RpcError of(ConfigError e, YangModels models) {
        Tag tag = Tag.valueOf(e.errorTag().toUpperCase(Locale.ROOT).replace('-', '_'));
        var error = new RpcError(Type.valueOf(e.errorType().toUpperCase(Locale.ROOT)), tag, e.message());
        e.appTag().ifPresent(error::appTag);
        if (tag == Tag.UNKNOWN_ELEMENT || tag == Tag.MISSING_ELEMENT || tag == Tag.BAD_ELEMENT) {
            error.info("bad-element", lastName(e.path()));
        }
        return error.path(ErrorPath.of(e.path(), models));
    }

    private static String lastName(String path) {
        String bare = path.replaceAll("\\[[^=\\]]*=('[^']*'|\"[^\"]*\")\\]", "");
        String last = bare.substring(bare.lastIndexOf('/') + 1);
        return last.substring(last.indexOf(':') + 1);
    }

    /** Writes the rpc-error element, and those of the further errors. */
    void write(XmlOut out) throws IOException {
        writeThis(out);
        for (RpcError other : more) {
            other.writeThis(out);
        }
    }

    private void writeThis(XmlOut out) throws IOException {
        out.start(new Name(Ns.NETCONF, "rpc-error"));
        out.leaf(new Name(Ns.NETCONF, "error-type"), type.text());
        out.leaf(new Name(Ns.NETCONF, "error-tag"), tag.text());
        out.leaf(new Name(Ns.NETCONF, "error-severity"), "error");
        if (!appTag.isEmpty()) {
            out.leaf(new Name(Ns.NETCONF, "error-app-tag"), appTag);
        }
        if (!path.text().isEmpty()) {
            out.start(new Name(Ns.NETCONF, "error-path"));
            for (var prefix : path.namespaces().entrySet()) {
                out.declare(prefix.getKey(), prefix.getValue());
            }
            out.text(path.text());
            out.end();
        }
        out.start(new Name(Ns.NETCONF, "error-message"));
        out.language("en");
        out.text(getMessage());
        out.end();
        if (!infos.isEmpty()) {
            out.start(new Name(Ns.NETCONF, "error-info"));
            for (Info info : infos) {
                out.leaf(info.name(), info.value());
            }
            out.end();
        }
        out.end();
    }
}
