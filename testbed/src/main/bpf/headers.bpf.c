// SPDX-License-Identifier: GPL-2.0
/*
 * Counts and drops the datagrams to one port, as a filter with one rule written into it: the least
 * that anything at XDP which looks into a frame can cost. The frame's first line comes from the
 * core that wrote it, and whoever reads it waits for that.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define PORT 9 /* PORT of drop.py */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} dropped SEC(".maps");

SEC("xdp")
int headers(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(eth + 1);
	struct udphdr *udp = (void *)(ip + 1);
	__u32 zero = 0;
	__u64 *count;

	if ((void *)(udp + 1) > (void *)(long)ctx->data_end)
		return XDP_PASS;
	if (eth->h_proto != bpf_htons(ETH_P_IP) || ip->version != 4 || ip->ihl != 5 ||
	    ip->protocol != IPPROTO_UDP || udp->dest != bpf_htons(PORT))
		return XDP_PASS;
	count = bpf_map_lookup_elem(&dropped, &zero);
	if (!count)
		return XDP_PASS;
	(*count)++;
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
