// SPDX-License-Identifier: Apache-2.0
#include <linux/if_ether.h>
#include <netinet/in.h>

#include "echo.h"

#define ECHO_HEADER_SIZE    8
#define IPV4_HEADER_SIZE    20
#define IPV6_HEADER_SIZE    40
#define VLAN_TAG_SIZE	    4
#define FRAGMENT_OFFSET	    0x1fff
#define ICMP_ECHO_REPLY	    0
#define ICMP_ECHO_REQUEST   8
#define ICMPV6_ECHO_REQUEST 128
#define ICMPV6_ECHO_REPLY   129

static uint16_t word(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static int is_echo_type(uint16_t protocol, unsigned char type)
{
	if (protocol == ETH_P_IP)
		return type == ICMP_ECHO_REQUEST || type == ICMP_ECHO_REPLY;
	return type == ICMPV6_ECHO_REQUEST || type == ICMPV6_ECHO_REPLY;
}

int echo_parse(const unsigned char *frame, size_t length, struct echo *echo)
{
	size_t at = ETH_HLEN;
	uint16_t protocol;

	if (length < ETH_HLEN)
		return 0;
	protocol = word(frame + 12);
	while ((protocol == ETH_P_8021Q || protocol == ETH_P_8021AD) &&
	       at + VLAN_TAG_SIZE <= length) {
		protocol = word(frame + at + 2);
		at += VLAN_TAG_SIZE;
	}
	if (protocol == ETH_P_IP) {
		if (at + IPV4_HEADER_SIZE > length || frame[at + 9] != IPPROTO_ICMP ||
		    word(frame + at + 6) & FRAGMENT_OFFSET)
			return 0;
		at += (size_t)(frame[at] & 15) * 4;
	} else if (protocol == ETH_P_IPV6) {
		if (at + IPV6_HEADER_SIZE > length || frame[at + 6] != IPPROTO_ICMPV6)
			return 0;
		at += IPV6_HEADER_SIZE;
	} else {
		return 0;
	}
	if (at + ECHO_HEADER_SIZE > length || !is_echo_type(protocol, frame[at]))
		return 0;
	echo->identifier = word(frame + at + 4);
	echo->sequence = word(frame + at + 6);
	return 1;
}
