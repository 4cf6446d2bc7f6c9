/* SPDX-License-Identifier: Apache-2.0 */
/* Tells ICMP and ICMPv6 echoes from other frames. */
#ifndef PATHGAUGE_ECHO_H
#define PATHGAUGE_ECHO_H

#include <stddef.h>
#include <stdint.h>

struct echo {
	uint16_t identifier;
	uint16_t sequence;
};

/* Whether an Ethernet frame, VLAN tags allowed, is an echo request or reply; fills in echo if so.
 * Behind fragments and IPv6 extension headers it is not looked for. */
int echo_parse(const unsigned char *frame, size_t length, struct echo *echo);

#endif
