/* SPDX-License-Identifier: GPL-2.0 */
/* The short way to the filter, for packets as most are. */
#ifndef PATHGAUGE_USUAL_BPF_H
#define PATHGAUGE_USUAL_BPF_H

#include "filter.bpf.h"

#define PG_IP_FIRST_BYTE 0x45 /* version 4, no options */

#define PG_USUAL_PORTS 4 /* octets of both */
#define PG_USUAL_V4    (ETH_HLEN + sizeof(struct iphdr) + PG_USUAL_PORTS)
#define PG_USUAL_V6    (ETH_HLEN + sizeof(struct ipv6hdr) + PG_USUAL_PORTS)

/*
 * Whether a packet is UDP, or TCP that is not for us, right behind an IP header right behind an
 * Ethernet header, whole, and not seen at an interface below; then its verdict is PG_PASS_OTHER and
 * `w` what pg_filter_key_of() would make of it. Everything else goes the long way, on which all is
 * seen.
 */
static __always_inline bool pg_usual(void *data, void *end, __u32 length, __u32 iface, __u64 *w)
{
	struct pg_ethernet *eth = data;
	struct iphdr *ip4 = data + ETH_HLEN;
	struct ipv6hdr *ip6 = data + ETH_HLEN;
	const __be16 *ports;
	const __u64 *words;
	__u8 protocol, family;
	__u32 octets;

	if (iface & (PG_IFACE_L3 | PG_IFACE_UPPER) || data + PG_USUAL_V4 > end)
		return false;
	if (eth->type == bpf_htons(ETH_P_IP)) {
		/* A length too short for the ports makes a large number. */
		octets = bpf_ntohs(ip4->tot_len) - sizeof(*ip4) - PG_USUAL_PORTS;
		if (*(__u8 *)ip4 != PG_IP_FIRST_BYTE || ip4->frag_off & bpf_htons(PG_IP_FRAGMENT) ||
		    octets > length - PG_USUAL_V4)
			return false;
		words = (const __u64 *)&ip4->saddr;
		w[0] = words[0];
		w[1] = w[2] = w[3] = 0;
		protocol = ip4->protocol;
		family = PG_AF_INET;
		ports = (const __be16 *)(ip4 + 1);
	} else if (eth->type == bpf_htons(ETH_P_IPV6)) {
		octets = bpf_ntohs(ip6->payload_len) - PG_USUAL_PORTS;
		if (data + PG_USUAL_V6 > end || ip6->version != 6 || octets > length - PG_USUAL_V6)
			return false;
		words = (const __u64 *)&ip6->saddr;
		w[0] = words[0];
		w[1] = words[1];
		w[2] = words[2];
		w[3] = words[3];
		protocol = ip6->nexthdr;
		family = PG_AF_INET6;
		ports = (const __be16 *)(ip6 + 1);
	} else {
		return false;
	}
	if (protocol != IPPROTO_UDP && (protocol != IPPROTO_TCP || pg_is_syn_port(ports[1])))
		return false;
	w[PG_LAST] = pg_last_word(*(const __u32 *)ports, protocol,
				  family | PG_FILTER_PORTS | PG_FILTER_FIRST, iface);
	return true;
}

#endif
