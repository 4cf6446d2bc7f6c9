package org.pathgauge.netconf;

/** Why a subscription is refused: the identities of RFC 8639 and RFC 8641 as errors of NETCONF (RFC 8640 section 7). */
enum SubscriptionErrors {
    ENCODING_UNSUPPORTED("sn:encoding-unsupported", RpcError.Tag.INVALID_VALUE),
    FILTER_UNSUPPORTED("sn:filter-unsupported", RpcError.Tag.INVALID_VALUE),
    INSUFFICIENT_RESOURCES("sn:insufficient-resources", RpcError.Tag.RESOURCE_DENIED),
    NO_SUCH_SUBSCRIPTION("sn:no-such-subscription", RpcError.Tag.INVALID_VALUE),
    DATASTORE_NOT_SUBSCRIBABLE("yp:datastore-not-subscribable", RpcError.Tag.INVALID_VALUE),
    NO_SUCH_SUBSCRIPTION_RESYNC("yp:no-such-subscription-resync", RpcError.Tag.INVALID_VALUE),
    ON_CHANGE_UNSUPPORTED("yp:on-change-unsupported", RpcError.Tag.OPERATION_NOT_SUPPORTED),
    PERIOD_UNSUPPORTED("yp:period-unsupported", RpcError.Tag.INVALID_VALUE),
    SYNC_TOO_BIG("yp:sync-too-big", RpcError.Tag.TOO_BIG);

    private final String identity;
    private final RpcError.Tag tag;

    SubscriptionErrors(String identity, RpcError.Tag tag) {
        this.identity = identity;
        this.tag = tag;
    }

    /** The error, with the identity as its error-app-tag. */
    RpcError refuse(String message) {
        String module = identity.startsWith("yp:") ? "ietf-yang-push" : "ietf-subscribed-notifications";
        return new RpcError(RpcError.Type.APPLICATION, tag, message)
                .appTag(module + identity.substring(identity.indexOf(':')));
    }
}
