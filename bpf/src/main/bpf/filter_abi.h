/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What Java and the kernel share about the filter; part of the contract in guard_abi.h.
 *
 * There are two rule sets, the one in force and the one before it or behind it: struct
 * pg_filter_sets, whose address is a constant for the programs, so that no look-up leads there. A
 * packet asks once which is in force, so it sees all of the old set or all of the new one.
 *
 * A set's cells are a hash table with open addressing. Few lie in the set itself; many in blocks of
 * PG_FILTER_CELLS, of which no search leaves one. Each block is an array of its own in the outer
 * map pg_filter_blocks, one half of it for either set. All are of one size: looking into arrays of
 * different sizes takes a call.
 *
 * It is a search by tuples (Srinivasan, Suri, Varghese: Packet Classification using Tuple Space
 * Search, 1999). Rules that look at the same bits of a packet have one shape; a packet's key under
 * the shape's mask leads to the one cell there can be. A range of ports is several prefixes of
 * ports, so a rule can have several cells. Most searches find nothing, so three things say so
 * before any cell is read: what all cells of a shape have in common, and, where there are blocks,
 * which shapes have cells for parts of the packet's addresses (what that paper calls pruning), and
 * two bits for each hash that a cell has (Bloom: Space/Time Trade-offs in Hash Coding with
 * Allowable Errors, 1970).
 */
#ifndef PATHGAUGE_FILTER_ABI_H
#define PATHGAUGE_FILTER_ABI_H

#include <linux/types.h>

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

#define PG_FILTER_SHAPES  128
#define PG_FILTER_PRESENT 2048	/* words */
#define PG_FILTER_PAIRS	  65536 /* values of two octets */
#define PG_FILTER_GROUPS  16	/* shapes whose numbers are equal modulo this are pruned together */
#define PG_FILTER_NEAR	  1024	/* most places for cells in the set itself */
#define PG_FILTER_CELLS	  4096	/* in a block */
#define PG_FILTER_BLOCKS  128	/* most of a set */
#define PG_FILTER_TRIES	  16	/* cells from a key's first one on that may hold it */

/* Where rules count: twice the most rules, because new ones count before old ones are read out. */
#define PG_FILTER_SLOTS 22528

/* pg_filter_cell.cost and .burst: nanoseconds times this. */
#define PG_FILTER_FRACTIONS 16

/* Odd numbers with bits of either kind everywhere. */
#define PG_FILTER_K0 0x9e3779b97f4a7c15ULL
#define PG_FILTER_K1 0xc2b2ae3d27d4eb4fULL
#define PG_FILTER_K2 0x165667b19e3779f9ULL
#define PG_FILTER_K3 0xd6e8feb86659fd93ULL
#define PG_FILTER_K4 0xa0761d6478bd642fULL
#define PG_FILTER_K5 0xe7037ed1a0b428dbULL
#define PG_FILTER_K6 0x8ebc6af09c88c6e3ULL

/* pg_filter_key.flags. Or-ed: the family, and these. */
#define PG_FILTER_PORTS 0x80 /* both ports are known */
#define PG_FILTER_FIRST 0x40 /* not seen before at an interface below: see PG_IFACE_UPPER */

/*
 * What a rule can look at; hashed and compared in words of 64 bits: the first and the last one, and
 * those between where the mask is wide.
 */
struct pg_filter_key {
	__be32 addresses[8]; /* IPv4: source, destination, zeros; IPv6: four words of either */
	__be16 source_port;  /* zero unless PG_FILTER_PORTS */
	__be16 destination_port;
	__u8 protocol; /* behind IPv6 extension headers */
	__u8 flags;
	__u16 iface; /* its number among pg_ifaces */
};

/* pg_filter_shape.flags. */
#define PG_FILTER_WIDE 1 /* the mask has bits in other words than the first and the last */

/* pg_filter_cell.shape of an empty cell. */
#define PG_FILTER_EMPTY 0xff

enum pg_filter_action {
	PG_FILTER_NONE = 0, /* there has been no rule set yet */
	PG_FILTER_DROP = 1,
	PG_FILTER_COUNT = 2,
	PG_FILTER_RATE = 3,
};

struct pg_filter_head {
	__u64 seed;
	__u32 place_mask; /* places for cells - 1, a power of two - 1; below PG_FILTER_NEAR: in the
			     set */
	__u32 shapes;	  /* how many there are */
	__u32 reserved[12];
};

struct pg_filter_shape {
	struct pg_filter_key mask;
	__u64 common_mask; /* the last word of a packet's key under this ... */
	__u64 common;	   /* ... is this with every cell of the shape */
	__u32 first_rank;  /* lowest one of its cells */
	__u32 flags;
};

struct pg_filter_cell {
	struct pg_filter_key key; /* under the shape's mask */
	__u64 cost;		  /* PG_FILTER_RATE: time that a packet takes at the rate */
	__u64 burst;		  /* time that may be taken in advance */
	/* As one number of 64 bits, of which the lowest wins, since it has the lowest rank: */
	__u8 behind; /* 1: a cell whose key leads to this one's place lies behind it */
	__u8 reserved;
	__u8 shape;
	__u8 action; /* enum pg_filter_action */
	__u16 slot;  /* where it counts */
	__u16 rank;  /* of the rule, below 0x7fff */
};

struct pg_filter_set {
	struct pg_filter_head head;
	struct pg_filter_shape shapes[PG_FILTER_SHAPES]; /* by rising first_rank */
	__u64 present[PG_FILTER_PRESENT];		 /* by the highest bits of a cell's hash */
	/*
	 * By two octets of a packet's key, which groups of shapes may have a cell for it; shapes
	 * that do not look at both octets always may.
	 */
	__u16 heads[PG_FILTER_PAIRS];  /* octets 0 and 1, which begin the source */
	__u16 bodies[PG_FILTER_PAIRS]; /* 4 and 5: IPv4's destination, or on in IPv6's source */
	struct pg_filter_cell near[PG_FILTER_NEAR];
};

struct pg_filter_sets {
	__u32 current; /* number of the set in force */
	__u32 reserved[15];
	struct pg_filter_set sets[2];
};

struct pg_filter_block {
	struct pg_filter_cell cells[PG_FILTER_CELLS];
};

/* What one rule met on one CPU; map pg_filter_hits at CPU * PG_FILTER_SLOTS + slot. */
struct pg_filter_hits {
	__u64 passed;
	__u64 passed_bytes;
	__u64 dropped;
	__u64 dropped_bytes;
	__u64 last_ns; /* bpf_ktime_get_coarse_ns() of the first packet in the last one's jiffy */
	__u64 jiffy;   /* of the last packet */
};

_Static_assert(sizeof(struct pg_filter_key) == 40, "pg_filter_key");
_Static_assert(sizeof(struct pg_filter_head) == 64, "pg_filter_head");
_Static_assert(sizeof(struct pg_filter_shape) == 64, "pg_filter_shape");
_Static_assert(sizeof(struct pg_filter_cell) == 64, "pg_filter_cell");
_Static_assert(sizeof(struct pg_filter_set) == 64 + PG_FILTER_SHAPES * 64 + PG_FILTER_PRESENT * 8 +
						       2 * PG_FILTER_PAIRS * 2 +
						       PG_FILTER_NEAR * 64,
	       "pg_filter_set");
_Static_assert(sizeof(struct pg_filter_sets) == 64 + 2 * sizeof(struct pg_filter_set),
	       "pg_filter_sets");
_Static_assert(sizeof(struct pg_filter_block) == PG_FILTER_CELLS * 64, "pg_filter_block");
_Static_assert(sizeof(struct pg_filter_hits) == 48, "pg_filter_hits");

#pragma clang diagnostic pop

enum pg_filter_constant {
	PG_K_FILTER_SHAPES = PG_FILTER_SHAPES,
	PG_K_FILTER_PRESENT = PG_FILTER_PRESENT,
	PG_K_FILTER_PAIRS = PG_FILTER_PAIRS,
	PG_K_FILTER_GROUPS = PG_FILTER_GROUPS,
	PG_K_FILTER_NEAR = PG_FILTER_NEAR,
	PG_K_FILTER_WIDE = PG_FILTER_WIDE,
	PG_K_FILTER_CELLS = PG_FILTER_CELLS,
	PG_K_FILTER_BLOCKS = PG_FILTER_BLOCKS,
	PG_K_FILTER_TRIES = PG_FILTER_TRIES,
	PG_K_FILTER_SLOTS = PG_FILTER_SLOTS,
	PG_K_FILTER_FRACTIONS = PG_FILTER_FRACTIONS,
	PG_K_FILTER_PORTS = PG_FILTER_PORTS,
	PG_K_FILTER_FIRST = PG_FILTER_FIRST,
	PG_K_FILTER_EMPTY = PG_FILTER_EMPTY,
};

#endif
