/**
 * The configuration: YANG models, the running datastore, its file, validation and the transaction that every editor
 * goes through.
 *
 * <p>The persisted form is RFC 7951 JSON. A document goes one way only: {@link org.pathgauge.config.JsonText} parses it,
 * {@link org.pathgauge.config.ConfigValidator} finds all its errors, {@link org.pathgauge.config.ConfigDecoder} makes it
 * an {@link org.pathgauge.model.AgentConfig}, and {@link org.pathgauge.config.Datastore} has every participant prepare
 * and apply it before it is kept.
 */
package org.pathgauge.config;
