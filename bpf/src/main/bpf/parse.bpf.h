/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the first byte of a packet to its ICMP or TCP header.
 *
 * Every packet of the interface comes through pg_parse(), so it reads the few bytes that tell ICMP
 * and our TCP ports from the rest straight from the packet. What only those need is copied by
 * helper, which reaches bytes outside the linear part (fragments of an skb or of a multi-buffer
 * frame) as well.
 */
#ifndef PATHGAUGE_PARSE_BPF_H
#define PATHGAUGE_PARSE_BPF_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "maps.bpf.h"

#define PG_AF_INET	    2 /* linux/socket.h does not tell */
#define PG_AF_INET6	    10
#define PG_VLAN_TAGS	    2 /* in line; a tag that the driver took out is not in the packet */
#define PG_EXT_HEADERS	    8 /* IPv6 extension headers before what counts */
#define PG_HEADERS_MAX	    (ETH_HLEN + PG_VLAN_TAGS * 4 + sizeof(struct ipv6hdr))
#define PG_IP_FRAGMENT	    0x3fff /* more fragments, or an offset */
#define PG_IP_OFFSET	    0x1fff
#define PG_NEXT_HOP_BY_HOP  0
#define PG_NEXT_ROUTING	    43
#define PG_NEXT_FRAGMENT    44
#define PG_NEXT_AH	    51
#define PG_NEXT_DESTINATION 60
#define PG_JUMBO_HEADER	    8 /* a hop-by-hop header with the jumbo option, RFC 2675, 2 */

/* A packet at its hook. `xdp` is a constant in each program: half of the code below vanishes. */
struct pg_packet {
	void *ctx;
	__u32 length; /* whole, with fragments */
	__u32 l3;     /* offset of the IP header */
	__u32 l4;     /* offset behind IP options or the fixed IPv6 header */
	__u32 l4_len; /* as the IP header says; set for ICMP and our TCP only */
	__u32 end;    /* where the packet ends as the IP header says; 0: no IP */
	__u8 family;
	__u8 protocol; /* at l4 */
	bool upper;    /* has been counted at a lower interface: PG_IFACE_UPPER */
	__u8 unsent;   /* bytes of headers before l4 that the kernel made and no wire has seen */
};

enum pg_parsed {
	PG_PARSED_OTHER,
	PG_PARSED_ICMP, /* over IPv6 perhaps only behind extension headers, or not */
	PG_PARSED_TCP,	/* of our ports, unless it is too short to tell */
	PG_PARSED_FRAGMENT,
	PG_PARSED_MALFORMED,
};

/* Like struct ethhdr, which is packed: that makes the compiler read h_proto byte by byte. */
struct pg_ethernet {
	__be16 addresses[6];
	__be16 type;
};

struct pg_vlan_tag {
	__be16 tci;
	__be16 next;
};

struct pg_addresses {
	__be32 source[4];
	__be32 destination[4];
};

static __always_inline long pg_load(const struct pg_packet *p, const bool xdp, __u32 offset,
				    void *to, __u32 size)
{
	return xdp ? bpf_xdp_load_bytes(p->ctx, offset, to, size)
		   : bpf_skb_load_bytes(p->ctx, offset, to, size);
}

static __always_inline bool pg_is_syn_port(__be16 port)
{
	return (bpf_ntohs(port) & ~(PG_SYN_PORTS - 1)) == pg_syn_port;
}

/*
 * Whether a TCP header is for us to look at: what a TCP packet of anybody else costs. It is when
 * its ports lie outside the linear part. Ours is the source port at egress, else the destination's.
 */
static __always_inline bool pg_may_be_ours(const __be16 *ports, void *end, const bool egress)
{
	return (void *)(ports + 2) > end || pg_is_syn_port(ports[egress ? 0 : 1]);
}

/*
 * What GRO merged, or TSO is to split, beyond 64 KiB ("BIG TCP") has a 0 where its IP header tells
 * lengths: it is as long as its skb. Any other packet with that 0 is as short as it says.
 *
 * Return: bytes from `from` on, or 0.
 */
static __always_inline __u32 pg_merged_length(const struct pg_packet *p, const bool xdp, __u32 from)
{
	struct __sk_buff *skb = p->ctx;

	return !xdp && skb->gso_size && skb->len > from ? skb->len - from : 0;
}

static __always_inline enum pg_parsed pg_parse_v4(struct pg_packet *p, const bool xdp,
						  struct iphdr *ip, void *end, const bool egress)
{
	__u32 length;

	if ((void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
		return PG_PARSED_MALFORMED;
	p->family = PG_AF_INET;
	p->protocol = ip->protocol;
	p->l4 = p->l3 + ip->ihl * 4;
	length = bpf_ntohs(ip->tot_len);
	if (!length)
		length = pg_merged_length(p, xdp, p->l3);
	p->end = p->l3 + length;
	if (ip->frag_off & bpf_htons(PG_IP_FRAGMENT))
		return PG_PARSED_FRAGMENT;
	if (ip->protocol == IPPROTO_TCP) {
		if (!pg_may_be_ours((void *)ip + ip->ihl * 4, end, egress))
			return PG_PARSED_OTHER;
	} else if (ip->protocol != IPPROTO_ICMP) {
		return PG_PARSED_OTHER;
	}
	if (p->end < p->l4)
		return PG_PARSED_MALFORMED;
	p->l4_len = p->end - p->l4;
	return p->protocol == IPPROTO_TCP ? PG_PARSED_TCP : PG_PARSED_ICMP;
}

static __always_inline enum pg_parsed pg_parse_v6(struct pg_packet *p, const bool xdp,
						  struct ipv6hdr *ip, void *end, const bool egress)
{
	if ((void *)(ip + 1) > end || ip->version != 6)
		return PG_PARSED_MALFORMED;
	p->family = PG_AF_INET6;
	p->protocol = ip->nexthdr;
	p->l4 = p->l3 + sizeof(*ip);
	p->l4_len = bpf_ntohs(ip->payload_len);
	if (!p->l4_len) {
		p->l4_len = pg_merged_length(p, xdp, p->l4);
		/* Kernels put it into an option of TCP that had no other header before it. */
		if (p->l4_len && ip->nexthdr == PG_NEXT_HOP_BY_HOP)
			p->unsent = PG_JUMBO_HEADER;
	}
	p->end = p->l4 + p->l4_len;
	switch (ip->nexthdr) {
	case IPPROTO_TCP:
		return pg_may_be_ours((void *)(ip + 1), end, egress) ? PG_PARSED_TCP
								     : PG_PARSED_OTHER;
	case IPPROTO_ICMPV6:
	case PG_NEXT_HOP_BY_HOP:
	case PG_NEXT_ROUTING:
	case PG_NEXT_AH:
	case PG_NEXT_DESTINATION:
		return PG_PARSED_ICMP; /* or not: pg_skip_extensions() will tell */
	case PG_NEXT_FRAGMENT:
		return PG_PARSED_FRAGMENT;
	default:
		return PG_PARSED_OTHER;
	}
}

/* Finds the IP header and what it carries. `l3_device`: there is no Ethernet header. */
static __always_inline enum pg_parsed pg_parse(struct pg_packet *p, const bool xdp, void *data,
					       void *end, bool l3_device, const bool egress)
{
	struct pg_ethernet *eth = data;
	void *next = eth + 1;
	__be16 type;

	if (l3_device) {
		struct iphdr *ip = data;

		if (data + 1 > end)
			return PG_PARSED_MALFORMED;
		p->l3 = 0;
		return ip->version == 4 ? pg_parse_v4(p, xdp, data, end, egress)
					: pg_parse_v6(p, xdp, data, end, egress);
	}
	if (next > end)
		return PG_PARSED_MALFORMED;
	type = eth->type;
#pragma clang loop unroll(full)
	for (int i = 0; i < PG_VLAN_TAGS; i++) {
		struct pg_vlan_tag *tag = next;

		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		if ((void *)(tag + 1) > end)
			return PG_PARSED_MALFORMED;
		type = tag->next;
		next = tag + 1;
	}
	p->l3 = next - data;
	if (type == bpf_htons(ETH_P_IP))
		return pg_parse_v4(p, xdp, next, end, egress);
	if (type == bpf_htons(ETH_P_IPV6))
		return pg_parse_v6(p, xdp, next, end, egress);
	return PG_PARSED_OTHER;
}

/*
 * Moves l4 behind the extension headers. An authentication header counts its length in words of
 * four bytes less two (RFC 4302, 2.2), the others in eights less one (RFC 8200, 4).
 */
static __always_inline enum pg_parsed pg_skip_extensions(struct pg_packet *p, const bool xdp)
{
	for (int i = 0; i <= PG_EXT_HEADERS; i++) {
		__u8 ext[2];
		__u32 size;

		switch (p->protocol) {
		case IPPROTO_ICMPV6:
			return PG_PARSED_ICMP;
		case IPPROTO_TCP:
			return PG_PARSED_TCP;
		case PG_NEXT_FRAGMENT:
			return PG_PARSED_FRAGMENT;
		case PG_NEXT_HOP_BY_HOP:
		case PG_NEXT_ROUTING:
		case PG_NEXT_AH:
		case PG_NEXT_DESTINATION:
			break;
		default:
			return PG_PARSED_OTHER;
		}
		if (pg_load(p, xdp, p->l4, ext, sizeof(ext)))
			return PG_PARSED_MALFORMED;
		size = p->protocol == PG_NEXT_AH ? (ext[1] + 2) * 4 : (ext[1] + 1) * 8;
		if (size > p->l4_len)
			return PG_PARSED_MALFORMED;
		p->l4 += size;
		p->l4_len -= size;
		p->protocol = ext[0];
	}
	return PG_PARSED_OTHER;
}

static __always_inline long pg_load_addresses(const struct pg_packet *p, const bool xdp,
					      struct pg_addresses *a)
{
	if (p->family == PG_AF_INET6)
		return pg_load(p, xdp, p->l3 + __builtin_offsetof(struct ipv6hdr, saddr), a,
			       sizeof(*a));
	__builtin_memset(a, 0, sizeof(*a));
	return pg_load(p, xdp, p->l3 + __builtin_offsetof(struct iphdr, saddr), a->source, 4) |
	       pg_load(p, xdp, p->l3 + __builtin_offsetof(struct iphdr, daddr), a->destination, 4);
}

static __always_inline bool pg_same_address(const __be32 *a, const __be32 *b)
{
	return !((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]));
}

#endif
