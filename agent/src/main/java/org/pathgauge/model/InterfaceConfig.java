package org.pathgauge.model;

/**
 * An interface that the agent watches: its egress stamps probes, its ingress matches replies and counts packets.
 *
 * @param name kernel name
 * @param ingressHook wanted hook
 */
public record InterfaceConfig(String name, IngressHook ingressHook) {}
