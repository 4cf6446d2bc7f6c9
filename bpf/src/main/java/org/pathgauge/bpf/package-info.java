/**
 * The binding to the kernel: libbpf.so.1 (1.1 or newer) called through JNA, and our own programs
 * loaded and attached with it.
 *
 * <p>{@link org.pathgauge.bpf.ProbePrograms} is what the agent uses; the classes below it
 * ({@link org.pathgauge.bpf.BpfObject}, {@link org.pathgauge.bpf.BpfMap},
 * {@link org.pathgauge.bpf.BpfLink} …) know nothing of probes. Whatever the kernel refuses becomes a
 * {@link org.pathgauge.bpf.BpfException} that says what was attempted, why it failed and how to
 * mend it.
 */
package org.pathgauge.bpf;
