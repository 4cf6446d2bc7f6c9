/* SPDX-License-Identifier: GPL-2.0 */
/* What the exact dropper and its command say to each other, through two one-element arrays. */
#ifndef PATHGAUGE_DROPPER_H
#define PATHGAUGE_DROPPER_H

#include <linux/types.h>

enum dropper_match {
	DROPPER_MATCH_ECHO = 0, /* ICMP and ICMPv6 echo requests and replies */
	DROPPER_MATCH_ALL = 1,	/* every frame, ARP and neighbour discovery too */
};

/*
 * Which of the matching packets, counted from 0, are dropped. A packet is dropped when either part
 * says so; both are functions of the count and the seed alone, so whoever knows the rule can tell
 * offline which packets went.
 */
struct dropper_rule {
	__u64 seed;
	__u64 threshold; /* drop if dropper_hash(seed, count) < threshold; 0: never */
	__u32 every;	 /* of each so many, the last ones are dropped; 0: none */
	__u32 burst;	 /* how many of them, 1 to every */
	__u32 match;	 /* enum dropper_match */
	__u32 reserved;
};

struct dropper_counts {
	__u64 seen; /* frames that passed the hook */
	__u64 matched;
	__u64 dropped;
	__u64 dropped_bytes; /* with the Ethernet header */
};

/* The finaliser of splitmix64: every bit of the result depends on every bit of the count. */
static inline __u64 dropper_hash(__u64 seed, __u64 count)
{
	__u64 z = seed + (count + 1) * 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

_Static_assert(sizeof(struct dropper_rule) == 32, "dropper_rule");
_Static_assert(sizeof(struct dropper_counts) == 32, "dropper_counts");

#endif
