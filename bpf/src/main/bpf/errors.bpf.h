/* SPDX-License-Identifier: GPL-2.0 */
/* ICMP and ICMPv6 errors that quote one of our probes. */
#ifndef PATHGAUGE_ERRORS_BPF_H
#define PATHGAUGE_ERRORS_BPF_H

#include "syn.bpf.h"

#define PG_V6_LAST_ERROR 127 /* RFC 4443, 2.1: higher types are no errors */

static __always_inline bool pg_is_error(__u8 type, bool v4)
{
	if (!v4)
		return type != 0 && type <= PG_V6_LAST_ERROR;
	return type == PG_ICMP_DEST_UNREACH || type == PG_ICMP_SOURCE_QUENCH ||
	       type == PG_ICMP_REDIRECT || type == PG_ICMP_TIME_EXCEEDED ||
	       type == PG_ICMP_PARAMETERPROB;
}

/* The number that some errors carry: next-hop MTU or pointer to the offending byte. */
static __always_inline __u32 pg_error_info(const struct pg_icmp *icmp, bool v4)
{
	__u32 info = bpf_ntohl(icmp->info);

	if (v4) {
		if (icmp->type == PG_ICMP_DEST_UNREACH && icmp->code == PG_ICMP_FRAG_NEEDED)
			return info & 0xffff; /* RFC 1191, 4 */
		return icmp->type == PG_ICMP_PARAMETERPROB ? info >> 24 : 0;
	}
	return icmp->type == PG_ICMPV6_PKT_TOOBIG || icmp->type == PG_ICMPV6_PARAMPROB ? info : 0;
}

/* The same for a quoted SYN, of which the first eight bytes say all. */
static __always_inline enum pg_verdict pg_quoted_syn(const struct pg_packet *p, const bool xdp,
						     __u32 offset, const __be32 *target,
						     __u32 *slot)
{
	struct pg_tcp_begin tcp;
	struct pg_probe *probe;
	__u32 meaning;

	if (pg_load(p, xdp, p->l4 + offset, &tcp, sizeof(tcp)) || !pg_is_syn_port(tcp.source))
		return PG_PASS_OTHER;
	meaning = pg_syn_meaning(bpf_ntohl(tcp.seq));
	if (pg_syn_slot(meaning) >= pg_max_probes || !pg_syn_port_fits(tcp.source, meaning))
		return PG_PASS_FORGED;
	probe = pg_probe_of(pg_syn_slot(meaning));
	if (!probe || probe->family != p->family || !pg_syn_goes_to(probe, tcp.dest) ||
	    !pg_same_address(target, probe->target))
		return PG_PASS_STALE;
	*slot = pg_syn_slot(meaning);
	return PG_PASS_ICMP_ERROR;
}

/*
 * Looks into the quoted packet.
 *
 * Return: PG_PASS_ICMP_ERROR when it is a probe of ours, as far as it is quoted, with its slot in
 * *slot or PG_NO_SLOT there when the quote ends too early to tell.
 */
static __always_inline enum pg_verdict pg_quoted_probe(const struct pg_packet *p, const bool xdp,
						       __u32 reach, __u32 *slot)
{
	__u32 offset = sizeof(struct pg_icmp);
	struct pg_payload payload = {};
	__be32 target[4] = {};
	struct pg_icmp echo;
	__u8 protocol;

	if (p->family == PG_AF_INET) {
		struct iphdr ip;

		if (reach < offset + sizeof(ip) ||
		    pg_load(p, xdp, p->l4 + offset, &ip, sizeof(ip)) || ip.version != 4 ||
		    ip.ihl < 5 || ip.frag_off & bpf_htons(PG_IP_OFFSET))
			return PG_PASS_OTHER;
		offset += ip.ihl * 4;
		protocol = ip.protocol;
		target[0] = ip.daddr;
	} else {
		struct ipv6hdr ip;

		/* Our requests carry no extension headers. */
		if (reach < offset + sizeof(ip) ||
		    pg_load(p, xdp, p->l4 + offset, &ip, sizeof(ip)) || ip.version != 6)
			return PG_PASS_OTHER;
		offset += sizeof(ip);
		protocol = ip.nexthdr;
		__builtin_memcpy(target, &ip.daddr, sizeof(target));
	}
	if (reach < offset + sizeof(echo))
		return PG_PASS_OTHER;
	if (protocol == IPPROTO_TCP)
		return pg_quoted_syn(p, xdp, offset, target, slot);
	if (protocol != (p->family == PG_AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6) ||
	    pg_load(p, xdp, p->l4 + offset, &echo, sizeof(echo)) ||
	    echo.type != (p->family == PG_AF_INET ? PG_ICMP_ECHO : PG_ICMPV6_ECHO_REQUEST) ||
	    echo.echo.id != pg_icmp_id)
		return PG_PASS_OTHER;
	offset += sizeof(echo);
	*slot = PG_NO_SLOT;
	if (reach >= offset + sizeof(payload)) {
		if (pg_load(p, xdp, p->l4 + offset, &payload, sizeof(payload)) ||
		    payload.magic != bpf_htonl(PG_MAGIC))
			return PG_PASS_OTHER;
		if (payload.token != pg_token(&payload))
			return PG_PASS_FORGED;
		if (!pg_probe_of(bpf_ntohl(payload.slot)))
			return PG_PASS_STALE;
		*slot = bpf_ntohl(payload.slot);
	} else if (reach >= offset + sizeof(payload.magic)) {
		if (pg_load(p, xdp, p->l4 + offset, &payload, sizeof(payload.magic)) ||
		    payload.magic != bpf_htonl(PG_MAGIC))
			return PG_PASS_OTHER;
	}
	return PG_PASS_ICMP_ERROR;
}

static __always_inline void pg_count_error(const struct pg_icmp_error_key *key, __u64 now,
					   __u32 info)
{
	struct pg_icmp_error first = {.count = 1, .last_ns = now, .last_info = info};
	struct pg_icmp_error *error = bpf_map_lookup_elem(&pg_icmp_errors, key);

	if (!error) {
		if (!bpf_map_update_elem(&pg_icmp_errors, key, &first, BPF_NOEXIST))
			return;
		/* Another CPU was first, or there is no room. */
		error = bpf_map_lookup_elem(&pg_icmp_errors, key);
		if (!error) {
			PG_INTERNAL(icmp_error_map_full);
			return;
		}
	}
	PG_COUNT(error->count);
	error->last_ns = now;
	error->last_info = info;
}

static __always_inline enum pg_verdict pg_icmp_quote(const struct pg_packet *p, const bool xdp,
						     const struct pg_icmp *icmp, __u32 reach,
						     __u64 now)
{
	struct pg_icmp_error_key key = {};
	struct pg_addresses addresses;
	enum pg_verdict verdict = pg_quoted_probe(p, xdp, reach, &key.slot);

	if (verdict != PG_PASS_ICMP_ERROR || p->upper)
		return verdict;
	if (pg_load_addresses(p, xdp, &addresses))
		return PG_PASS_MALFORMED;
	__builtin_memcpy(key.sender, addresses.source, sizeof(key.sender));
	key.family = p->family;
	key.type = icmp->type;
	key.code = icmp->code;
	pg_count_error(&key, now, pg_error_info(icmp, p->family == PG_AF_INET));
	return PG_PASS_ICMP_ERROR;
}

#endif
