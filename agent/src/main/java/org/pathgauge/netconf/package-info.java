/**
 * The NETCONF server: one source file per RFC or concern.
 *
 * <ul>
 *   <li>transport: {@link org.pathgauge.netconf.NetconfServer}, Listeners, Users, IdleSessions;
 *   <li>RFC 6242, SSH: SshTransport, NetconfSubsystem, HostKey, Passwords, KeepAlive;
 *   <li>RFC 7589, TLS: TlsTransport; RFC 8071, call home: CallHomeClients, CallHomeClient;
 *   <li>RFC 6242 framing: FrameReader, FrameWriter;
 *   <li>RFC 6241 protocol: Hello, Session, Sessions, Dispatcher, RpcError; one class per group of operations;
 *   <li>RFC 6241 section 6: Selector (the subtree filter) and DataWriter (its application while streaming);
 *   <li>data: Node and Field (a tree made while it is walked), ConfigTree (the running datastore), Shape and PathGaugeState
 *       (a snapshot), Merge (both as one);
 *   <li>notifications: EventStream and EventRecord (what happened), ConfigEvents and SessionEvents (RFC 6470), Outbox (what
 *       a session has still to send), CreateSubscription and Subscription (RFC 5277), SubscribedNotifications and Dynamic
 *       (RFC 8639), PeriodicPush and ChangePush (RFC 8641);
 *   <li>RFC 6022: Monitoring; RFC 8525: YangLibrary.
 * </ul>
 *
 * <p>An operation first checks its request, then returns a reply that writes itself. State is never built as a tree: each
 * value is computed when the writer comes to it and the filter wants it.
 */
package org.pathgauge.netconf;
