package org.pathgauge.netconf;

/** The XML namespaces and capability URIs of the standards served here. */
final class Ns {
    /** RFC 6241. */
    static final String NETCONF = "urn:ietf:params:xml:ns:netconf:base:1.0";
    /** RFC 6022. */
    static final String MONITORING = "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring";
    /** RFC 8525. */
    static final String YANG_LIBRARY = "urn:ietf:params:xml:ns:yang:ietf-yang-library";
    /** RFC 8342. */
    static final String DATASTORES = "urn:ietf:params:xml:ns:yang:ietf-datastores";
    /** RFC 8342: identities, and the attribute that carries them. */
    static final String ORIGIN = "urn:ietf:params:xml:ns:yang:ietf-origin";
    /** RFC 8526. */
    static final String NMDA = "urn:ietf:params:xml:ns:yang:ietf-netconf-nmda";
    /** RFC 8341. */
    static final String NACM = "urn:ietf:params:xml:ns:yang:ietf-netconf-acm";

    /** RFC 5277: the message and the operation. */
    static final String NOTIFICATION = "urn:ietf:params:xml:ns:netconf:notification:1.0";
    /** RFC 5277: the list of streams, and what a subscription tells of itself. */
    static final String NC_NOTIFICATIONS = "urn:ietf:params:xml:ns:netmod:notification";
    /** RFC 8639. */
    static final String SUBSCRIBED = "urn:ietf:params:xml:ns:yang:ietf-subscribed-notifications";
    /** RFC 8641. */
    static final String PUSH = "urn:ietf:params:xml:ns:yang:ietf-yang-push";
    /** RFC 6470. */
    static final String BASE_EVENTS = "urn:ietf:params:xml:ns:yang:ietf-netconf-notifications";

    /** RFC 6243: the parameter. */
    static final String WITH_DEFAULTS = "urn:ietf:params:xml:ns:yang:ietf-netconf-with-defaults";
    /** RFC 6243: the attribute that tags default values. */
    static final String DEFAULT = "urn:ietf:params:xml:ns:netconf:default:1.0";

    static final String BASE_1_0 = "urn:ietf:params:netconf:base:1.0";
    static final String BASE_1_1 = "urn:ietf:params:netconf:base:1.1";

    private Ns() {}
}
