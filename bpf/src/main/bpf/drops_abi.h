/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the kernel program that counts drops and Java; see probe_abi.h for how the
 * Java side learns of it.
 */
#ifndef PATHGAUGE_DROPS_ABI_H
#define PATHGAUGE_DROPS_ABI_H

#include <linux/types.h>

/* A hole that the compiler makes is a hole that Java does not know of. */
#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

/* What pg_drops_key.code is a number of. */
enum pg_drops_kind {
	PG_DROPS_REASON = 0,	   /* the kernel's enum skb_drop_reason */
	PG_DROPS_REASON_GROUP = 1, /* the same, of a frame to a broadcast or multicast address */
	PG_DROPS_OWN = 2,	   /* enum pg_drops_own */
	PG_DROPS_XDP = 3,	   /* enum xdp_action, or what a program returned in its place */
};

/*
 * Why a tc program of ours told the kernel to drop a packet. Such a program leaves
 * PG_DROPS_OWN_MAGIC and this in the skb's control block, so that the drop is known for ours.
 */
enum pg_drops_own {
	PG_DROPS_OWN_REPLY = 1,	 /* a probe's reply, consumed */
	PG_DROPS_OWN_FILTER = 2, /* a rule of the filter */
};

#define PG_DROPS_OWN_MAGIC 0x50474452u /* "PGDR" */

/* Interface indexes that no interface has. */
#define PG_DROPS_NO_DEVICE 0u
#define PG_DROPS_ELSEWHERE 0x7fffffffu /* any interface of another network namespace */

/* Reasons that the kernel does not number. */
#define PG_DROPS_UNSPECIFIED 0xfffffffeu /* the kernel tells no reasons (before 5.17) */
#define PG_DROPS_OTHER	     0xffffffffu /* pg_drops was full */

/* Key of map pg_drops; the value is a number of packets for each CPU. */
struct pg_drops_key {
	__u32 ifindex;
	__u32 kind; /* enum pg_drops_kind */
	__u32 code;
};

/* Faults of the counting; the one element of map pg_drops_internal, for each CPU. */
struct pg_drops_internal {
	__u64 overflow; /* packets that not even PG_DROPS_OTHER of their interface could count */
	__u64 second;	/* packets that only the second program was told of */
};

/* Constants above for the layout generator, which reads enums only. */
enum pg_drops_constant {
	PG_DROPS_K_OWN_MAGIC = (int)PG_DROPS_OWN_MAGIC,
	PG_DROPS_K_NO_DEVICE = (int)PG_DROPS_NO_DEVICE,
	PG_DROPS_K_ELSEWHERE = (int)PG_DROPS_ELSEWHERE,
	PG_DROPS_K_UNSPECIFIED = (int)PG_DROPS_UNSPECIFIED,
	PG_DROPS_K_OTHER = (int)PG_DROPS_OTHER,
};

/* Everything Java shares, reachable from one variable, so that the compiler keeps it in BTF. */
struct pg_drops_abi {
	struct pg_drops_key key;
	__u32 reserved;
	struct pg_drops_internal internal;
	enum pg_drops_kind kind;
	enum pg_drops_own own;
	enum pg_drops_constant constant;
	__u32 reserved2;
};

_Static_assert(sizeof(struct pg_drops_key) == 12, "struct pg_drops_key");
_Static_assert(sizeof(struct pg_drops_internal) == 16, "struct pg_drops_internal");

#pragma clang diagnostic pop

#endif
