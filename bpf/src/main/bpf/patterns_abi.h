/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the ingress programs and Java share about suspicious patterns; part of the contract of
 * probe_abi.h.
 *
 * All of it has a fixed size, whatever arrives from however many sources. Sources are counted in a
 * count-min sketch (Cormode and Muthukrishnan, 2005): each packet adds to one cell of each row, and
 * the smallest of a source's cells is never below its count. Prefixes whose estimate passes a
 * threshold are written down by name in a bounded map, which no source below it ever enters.
 */
#ifndef PATHGAUGE_PATTERNS_ABI_H
#define PATHGAUGE_PATTERNS_ABI_H

#include <linux/types.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

#define PG_PATTERN_ROWS		 3
#define PG_PATTERN_ROW_BITS	 13 /* log2 of its columns */
#define PG_PATTERN_COLUMNS	 (1 << PG_PATTERN_ROW_BITS)
#define PG_PATTERN_PORT_ROWS	 2
#define PG_PATTERN_PORT_ROW_BITS 12
#define PG_PATTERN_PORT_COLUMNS	 (1 << PG_PATTERN_PORT_ROW_BITS)
#define PG_PATTERN_PORT_WORDS	 2
#define PG_PATTERN_PORT_BITS	 (PG_PATTERN_PORT_WORDS * 64)
#define PG_PATTERN_EPOCHS	 2
#define PG_PATTERN_SUSPECTS	 1024
#define PG_PATTERN_HANDSHAKES	 32768 /* a power of two */
#define PG_PATTERN_EXEMPT	 256

/* What is counted. Also the index of pg_pattern_config.from and, but for ports, of a cell. */
enum pg_pattern_count {
	PG_PATTERN_SYN = 0,	  /* SYNs without ACK */
	PG_PATTERN_HANDSHAKE = 1, /* ACKs that completed a handshake of which we sent the SYN-ACK */
	PG_PATTERN_ICMP = 2,
	PG_PATTERN_UDP = 3,
	PG_PATTERN_COUNTS = 4,
};

/* Counts of all prefixes that fall into this cell. */
struct pg_pattern_cell {
	__u32 count[PG_PATTERN_COUNTS];
};

/* Destination ports of SYNs of all prefixes that fall into this cell: one bit a hashed port. */
struct pg_pattern_ports {
	__u64 bits[PG_PATTERN_PORT_WORDS];
	__u32 set; /* bits that are set */
	__u32 reserved;
};

/*
 * One interval; map pg_pattern_sketch has PG_PATTERN_EPOCHS of them. The kernel writes into number
 * pg_pattern_config.epoch modulo that, the agent reads and empties the other.
 */
struct pg_pattern_sketch {
	struct pg_pattern_cell cells[PG_PATTERN_ROWS * PG_PATTERN_COLUMNS]; /* row after row */
	struct pg_pattern_ports ports[PG_PATTERN_PORT_ROWS * PG_PATTERN_PORT_COLUMNS];
};

/* Map pg_pattern_config, one element, written by the agent. */
struct pg_pattern_config {
	__u64 seed[2]; /* of all hashes, so that nobody can aim at a cell */
	__be32 mask4;  /* of IPv4 source prefixes */
	__be32 mask6[4];
	__u32 from[PG_PATTERN_COUNTS]; /* estimate from which a prefix is written down; all ones:
					* never
					*/
	__u32 ports_from;	       /* the same for bits that are set */
	__u32 epoch;		       /* rises with each interval */
	__u32 exempt;		       /* whether pg_pattern_exempt has any */
};

/* A source prefix at an interface: key of hash map pg_pattern_suspects; its value is the newest
 * epoch. */
struct pg_pattern_source {
	__u32 ifindex;
	__u32 family;
	__be32 prefix[4];
};

/* Key of LPM map pg_pattern_exempt: sources that are not counted. IPv4 behind ::ffff:0:0/96. */
struct pg_pattern_exempt {
	__u32 length;
	__be32 prefix[4];
};

/* Everything counted at an interface; per-CPU map pg_pattern_totals, index as of pg_ifaces. */
struct pg_pattern_totals {
	__u64 count[PG_PATTERN_COUNTS];
};

/* What went wrong; per-CPU map pg_pattern_faults, one element. */
struct pg_pattern_faults {
	__u64 suspects_full; /* prefixes that pg_pattern_suspects had no room for, at each attempt
			      */
	__u64 unreadable;    /* packets whose header of TCP ends too soon */
};

_Static_assert(sizeof(struct pg_pattern_cell) == 16, "pg_pattern_cell");
_Static_assert(sizeof(struct pg_pattern_ports) == 24, "pg_pattern_ports");
_Static_assert(sizeof(struct pg_pattern_sketch) == 589824, "pg_pattern_sketch");
_Static_assert(sizeof(struct pg_pattern_config) == 64, "pg_pattern_config");
_Static_assert(sizeof(struct pg_pattern_source) == 24, "pg_pattern_source");
_Static_assert(sizeof(struct pg_pattern_exempt) == 20, "pg_pattern_exempt");
_Static_assert(sizeof(struct pg_pattern_totals) == 32, "pg_pattern_totals");
_Static_assert(sizeof(struct pg_pattern_faults) == 16, "pg_pattern_faults");

#pragma clang diagnostic pop

enum pg_pattern_constant {
	PG_K_PATTERN_ROWS = PG_PATTERN_ROWS,
	PG_K_PATTERN_COLUMNS = PG_PATTERN_COLUMNS,
	PG_K_PATTERN_ROW_BITS = PG_PATTERN_ROW_BITS,
	PG_K_PATTERN_EPOCHS = PG_PATTERN_EPOCHS,
	PG_K_PATTERN_PORT_ROWS = PG_PATTERN_PORT_ROWS,
	PG_K_PATTERN_PORT_COLUMNS = PG_PATTERN_PORT_COLUMNS,
	PG_K_PATTERN_PORT_ROW_BITS = PG_PATTERN_PORT_ROW_BITS,
	PG_K_PATTERN_PORT_BITS = PG_PATTERN_PORT_BITS,
	PG_K_PATTERN_SUSPECTS = PG_PATTERN_SUSPECTS,
	PG_K_PATTERN_EXEMPT = PG_PATTERN_EXEMPT,
};

#endif
