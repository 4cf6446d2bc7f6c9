// SPDX-License-Identifier: GPL-2.0
/*
 * Sends the frames that the kernel makes of one template (BPF_F_TEST_XDP_LIVE_FRAMES) out of an
 * interface, as fast as the kernel makes them. No socket and no skb is involved, so what a receiver
 * costs is not hidden behind what the sender costs.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "frames.h"

const volatile struct frames_plan plan = {};
__u32 next_source;

/* Pages are used again and again with what the program wrote into them, so all that varies is
 * written. */
SEC("xdp")
int frames(struct xdp_md *ctx)
{
	struct ethhdr *ethernet = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(ethernet + 1);
	__u32 sum;
	__u16 low;

	if (plan.sources > 1 && (void *)(ip + 1) <= (void *)(long)ctx->data_end) {
		low = bpf_htons((__u16)next_source);
		next_source = next_source + 1 < plan.sources ? next_source + 1 : 0;
		sum = plan.checksum + low;
		sum = (sum & 0xffff) + (sum >> 16);
		sum = (sum & 0xffff) + (sum >> 16);
		*((__u16 *)&ip->saddr + 1) = low;
		ip->check = (__u16)~sum;
	}
	return bpf_redirect(plan.ifindex, 0);
}

char LICENSE[] SEC("license") = "GPL";
