// SPDX-License-Identifier: GPL-2.0
/*
 * An exact dropper: loses just the packets that its rule names, and counts them, so that a loss
 * measured anywhere else can be compared with the truth. Attached at tc inside the node's
 * namespace, where the agent has no program of its own.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#include "dropper.h"

#define ICMP_ECHO_REPLY	    0
#define ICMP_ECHO_REQUEST   8
#define ICMPV6_ECHO_REQUEST 128
#define ICMPV6_ECHO_REPLY   129
#define IPV6_HEADER_SIZE    40

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct dropper_rule);
} dropper_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct dropper_counts);
} dropper_counted SEC(".maps");

static __always_inline int is_echo(struct __sk_buff *skb)
{
	__u8 byte, type;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (bpf_skb_load_bytes(skb, ETH_HLEN + 9, &byte, 1) || byte != IPPROTO_ICMP)
			return 0;
		if (bpf_skb_load_bytes(skb, ETH_HLEN, &byte, 1) ||
		    bpf_skb_load_bytes(skb, ETH_HLEN + (byte & 0xf) * 4, &type, 1))
			return 0;
		return type == ICMP_ECHO_REQUEST || type == ICMP_ECHO_REPLY;
	}
	if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		/* Behind extension headers it is not looked for: no client here sends any. */
		if (bpf_skb_load_bytes(skb, ETH_HLEN + 6, &byte, 1) || byte != IPPROTO_ICMPV6)
			return 0;
		if (bpf_skb_load_bytes(skb, ETH_HLEN + IPV6_HEADER_SIZE, &type, 1))
			return 0;
		return type == ICMPV6_ECHO_REQUEST || type == ICMPV6_ECHO_REPLY;
	}
	return 0;
}

SEC("tc")
int dropper(struct __sk_buff *skb)
{
	__u32 zero = 0;
	struct dropper_rule *rule = bpf_map_lookup_elem(&dropper_rules, &zero);
	struct dropper_counts *counts = bpf_map_lookup_elem(&dropper_counted, &zero);
	__u64 count;

	if (!rule || !counts)
		return TC_ACT_UNSPEC;
	__sync_fetch_and_add(&counts->seen, 1);
	if (rule->match == DROPPER_MATCH_ECHO && !is_echo(skb))
		return TC_ACT_UNSPEC;
	count = __sync_fetch_and_add(&counts->matched, 1);
	if (!(rule->every && count % rule->every >= rule->every - rule->burst) &&
	    dropper_hash(rule->seed, count) >= rule->threshold)
		return TC_ACT_UNSPEC;
	__sync_fetch_and_add(&counts->dropped, 1);
	__sync_fetch_and_add(&counts->dropped_bytes, skb->len);
	return TC_ACT_SHOT;
}

char LICENSE[] SEC("license") = "GPL";
