/* SPDX-License-Identifier: GPL-2.0 */
/* What the frame generator and its command say to each other: load-time facts of the program. */
#ifndef PATHGAUGE_FRAMES_H
#define PATHGAUGE_FRAMES_H

#include <linux/types.h>

struct frames_plan {
	__u32 ifindex;	/* where the frames leave */
	__u32 sources;	/* IPv4 sources taken in turn, 0 or 1: the frame goes as it is */
	__u32 checksum; /* sum of the IPv4 header's words without checksum and the last 16 bits of
			   the source */
	__u32 reserved;
};

_Static_assert(sizeof(struct frames_plan) == 16, "frames_plan");

#endif
