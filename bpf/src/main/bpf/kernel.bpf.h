/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own types, as far as the tracepoint programs read them: only the members that are
 * used, in any order. libbpf moves each access to where the running kernel has the member
 * (preserve_access_index), so the places here mean nothing, the names and types all.
 *
 * Members are read through typed pointers that start at a tracepoint's argument. The verifier knows
 * them, so that no helper that reads kernel memory is needed, which a locked-down kernel refuses.
 */
#ifndef PATHGAUGE_KERNEL_BPF_H
#define PATHGAUGE_KERNEL_BPF_H

#include <stdbool.h>
#include <linux/types.h>
#include <linux/in6.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	__be32 skc_daddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	unsigned long skc_flags;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
};

struct net_device {
	int ifindex;
	possible_net_t nd_net;
};

struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	char cb[48];
	__u8 pkt_type : 3;
};

/* Where in sk_buff.cb a tc program's __sk_buff.cb[] is. */
struct qdisc_skb_cb {
	unsigned char data[20];
};

struct task_struct {
	void *stack;
};

struct inet_bind_bucket {
	signed char fastreuse;
};

struct inet_connection_sock {
	struct inet_bind_bucket *icsk_bind_hash;
};

struct minmax_sample {
	__u32 t;
	__u32 v;
};

struct minmax {
	struct minmax_sample s[3];
};

struct tcp_rack {
	__u64 mstamp;
	__u32 rtt_us;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u64 bytes_received;
	__u64 bytes_acked;
	__u32 segs_out;
	__u32 write_seq;
	__u32 snd_una;
	__u32 srtt_us;
	__u32 total_retrans;
	struct minmax rtt_min;
	struct tcp_rack rack;
};

enum sock_flags {
	SOCK_DEAD,
	SOCK_DONE,
};

struct bpf_iter_meta;
struct bpf_map;

struct bpf_iter__bpf_sk_storage_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	struct sock *sk;
	void *value;
};

#pragma clang attribute pop

#endif
