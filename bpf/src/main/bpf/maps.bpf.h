/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Maps and load-time facts that both directions share.
 *
 * The maps that grow with the number of probes are declared with one element: the agent sets their
 * size before load. All that user space reads each second can be mapped, so that reading costs no
 * system call.
 */
#ifndef PATHGAUGE_MAPS_BPF_H
#define PATHGAUGE_MAPS_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "probe_abi.h"

/* Set by the agent before load, constant for the verifier afterwards. */
const volatile __u64 pg_key[2] = {}; /* of the tokens */
const volatile __u32 pg_max_probes = 1;
const volatile __u16 pg_icmp_id = 0;		 /* network order */
const volatile __u32 pg_syn_port = PG_SYN_PORTS; /* first of our ports, host order */
const volatile __u32 pg_syn_seq_bits = 31;

/* Never read: see struct pg_abi. */
const volatile struct pg_abi *const volatile pg_abi_types = 0;

#define PG_ARRAY(name, value_type, entries, flags)                                                 \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                                  \
		__uint(map_flags, flags);                                                          \
		__uint(max_entries, entries);                                                      \
		__type(key, __u32);                                                                \
		__type(value, value_type);                                                         \
	} name SEC(".maps")

PG_ARRAY(pg_probes, struct pg_probe, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_stamps, struct pg_stamp, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_stats, struct pg_stats, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_banks, struct pg_bank, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_histograms, struct pg_histogram, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_clock, struct pg_clock, 1, BPF_F_MMAPABLE);
PG_ARRAY(pg_iface_index, __u32, PG_IFINDEX_MASK + 1, BPF_F_MMAPABLE);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PG_MAX_IFACES);
	__type(key, __u32);
	__type(value, struct pg_iface);
} pg_ifaces SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pg_internal);
} pg_internal SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PG_ICMP_ERRORS);
	__type(key, struct pg_icmp_error_key);
	__type(value, struct pg_icmp_error);
} pg_icmp_errors SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} pg_samples SEC(".maps");

#endif
