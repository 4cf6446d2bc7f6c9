// SPDX-License-Identifier: GPL-2.0
/*
 * Counts and drops the datagrams to one port, as a filter with one rule written into it: the least
 * that anything at XDP which looks into a frame can cost. The frame's first line comes from the
 * core that wrote it, and whoever reads it waits for that.
 */
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>

#include "count.h"

#define PORT 9 /* PORT of drop.py */

SEC("xdp")
int headers(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(eth + 1);
	struct udphdr *udp = (void *)(ip + 1);

	if ((void *)(udp + 1) > (void *)(long)ctx->data_end)
		return XDP_PASS;
	if (eth->h_proto != bpf_htons(ETH_P_IP) || ip->version != 4 || ip->ihl != 5 ||
	    ip->protocol != IPPROTO_UDP || udp->dest != bpf_htons(PORT))
		return XDP_PASS;
	return count_and_drop();
}

char LICENSE[] SEC("license") = "GPL";
