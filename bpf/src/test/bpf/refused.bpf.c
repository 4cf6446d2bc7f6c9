// SPDX-License-Identifier: GPL-2.0
/* A program that no verifier accepts: it reads the packet without checking its end. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int refused(struct xdp_md *ctx)
{
	const __u8 *data = (const __u8 *)(long)ctx->data;

	return data[13] ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int accepted(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
