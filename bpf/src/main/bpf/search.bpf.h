/* SPDX-License-Identifier: GPL-2.0 */
/* The search for the first rule that matches. See filter_abi.h for how rules lie in memory. */
#ifndef PATHGAUGE_SEARCH_BPF_H
#define PATHGAUGE_SEARCH_BPF_H

#include "filter_abi.h"
#include "maps.bpf.h"

/* Arrays of one element, which all have one size, so that the compiler needs no call to look in. */
#define PG_ARRAYS(name, value_type, entries)                                                       \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);                                          \
		__uint(max_entries, entries);                                                      \
		__type(key, __u32);                                                                \
		__array(                                                                           \
			values, struct {                                                           \
				__uint(type, BPF_MAP_TYPE_ARRAY);                                  \
				__uint(map_flags, BPF_F_MMAPABLE);                                 \
				__uint(max_entries, 1);                                            \
				__type(key, __u32);                                                \
				__type(value, value_type);                                         \
			});                                                                        \
	} name SEC(".maps")

PG_ARRAYS(pg_filter_blocks, struct pg_filter_block, 2 * PG_FILTER_BLOCKS);

/* Read by no program: to exchange its element takes until all programs that now run have ended. */
PG_ARRAYS(pg_filter_fence, __u64, 1);

/* In a section of its own, which is a map of its own, for all objects and the agent. */
struct pg_filter_sets pg_filter_sets SEC(".data.pg_filter");

/* struct pg_filter_key as words; those between the first and the last are zero in most masks. */
struct pg_words {
	__u64 w[5];
};

#define PG_FIRST 0
#define PG_LAST	 4

/* Shapes that the ingress programs look at themselves; each is seen anew by the verifier. */
#define PG_INLINE_SHAPES 16

_Static_assert(sizeof(struct pg_filter_key) == sizeof(struct pg_words), "pg_words");

static __always_inline const __u64 *pg_mask(const struct pg_filter_shape *shape)
{
	return (const __u64 *)&shape->mask;
}

/* Where a search begins that sees one set, whatever comes into force meanwhile. */
static __always_inline __u32 pg_filter_current(void)
{
	return *(volatile __u32 *)&pg_filter_sets.current & 1;
}

/*
 * What leads to a key's cell, of which `first` and `last` are under the shape's mask already. The
 * parts of the sum do not wait for each other.
 */
static __always_inline __u64 pg_filter_hash(const struct pg_filter_set *set, __u32 number,
					    __u64 first, __u64 last, const struct pg_words *words)
{
	const struct pg_filter_shape *shape = &set->shapes[number];
	const __u64 *mask = pg_mask(shape), *w = words->w;
	__u64 h = (first ^ set->head.seed) * PG_FILTER_K0 + last * PG_FILTER_K4 +
		  number * PG_FILTER_K5;

	if (shape->flags & PG_FILTER_WIDE)
		h += (w[1] & mask[1]) * PG_FILTER_K1 + (w[2] & mask[2]) * PG_FILTER_K2 +
		     (w[3] & mask[3]) * PG_FILTER_K3;
	h ^= h >> 32;
	return h * PG_FILTER_K6;
}

/* Whether a set may have a cell of this hash. */
static __always_inline bool pg_present(const struct pg_filter_set *set, __u64 hash)
{
	__u64 bits = 1ULL << (hash >> 47 & 63) | 1ULL << (hash >> 41 & 63);

	return (set->present[hash >> 53] & bits) == bits;
}

/* Groups of shapes that may have a cell for a packet, by its addresses; all in a small set. */
static __always_inline __u32 pg_candidates(const struct pg_filter_set *set, __u64 first)
{
	if (set->head.place_mask < PG_FILTER_NEAR)
		return (1U << PG_FILTER_GROUPS) - 1;
	return set->heads[first & (PG_FILTER_PAIRS - 1)] &
	       set->bodies[first >> 32 & (PG_FILTER_PAIRS - 1)];
}

/* A cell in one of the blocks of set `half`. */
static __always_inline const struct pg_filter_cell *pg_far_cell(__u32 half, __u32 place)
{
	__u32 at = half * PG_FILTER_BLOCKS + place / PG_FILTER_CELLS, zero = 0;
	void *array = bpf_map_lookup_elem(&pg_filter_blocks, &at);
	struct pg_filter_block *block;

	if (!array)
		return 0;
	block = bpf_map_lookup_elem(array, &zero);
	if (!block)
		return 0;
	barrier_var(place);
	return &block->cells[place & (PG_FILTER_CELLS - 1)];
}

static __always_inline const struct pg_filter_cell *pg_near_cell(const struct pg_filter_set *set,
								 __u32 place)
{
	barrier_var(place);
	return &set->near[place & (PG_FILTER_NEAR - 1)];
}

static __always_inline const struct pg_filter_cell *pg_cell_at(const struct pg_filter_set *set,
							       __u32 half, __u32 place)
{
	return set->head.place_mask < PG_FILTER_NEAR ? pg_near_cell(set, place)
						     : pg_far_cell(half, place);
}

/* Whether a cell is the one of a key, of which `first` and `last` are under the mask already. */
static __always_inline bool pg_is_cell(const struct pg_filter_cell *cell,
				       const struct pg_filter_shape *shape, __u32 number,
				       __u64 first, __u64 last, const struct pg_words *words)
{
	const __u64 *mask = pg_mask(shape), *k = (const __u64 *)&cell->key, *w = words->w;
	__u64 other = (k[PG_FIRST] ^ first) | (k[PG_LAST] ^ last) | (cell->shape ^ number);

	if (shape->flags & PG_FILTER_WIDE)
		other |= (k[1] ^ (w[1] & mask[1])) | (k[2] ^ (w[2] & mask[2])) |
			 (k[3] ^ (w[3] & mask[3]));
	/* Else the compiler makes several jumps of it. */
	barrier_var(other);
	return !other;
}

/*
 * The place of a key's cell behind the first one it could have, and 1; 0: there is none. Not
 * static, so that the verifier looks at it by itself and not once for each way that leads there.
 */
__noinline int pg_displaced(const struct pg_words *words, __u32 number, __u32 first, __u32 half)
{
	const struct pg_filter_set *set = &pg_filter_sets.sets[half & 1];
	const struct pg_filter_shape *shape;
	__u32 within;

	if (!words)
		return 0;
	barrier_var(number);
	number &= PG_FILTER_SHAPES - 1;
	shape = &set->shapes[number];
	within = set->head.place_mask & (PG_FILTER_CELLS - 1);
	for (int i = 1; i < PG_FILTER_TRIES; i++) {
		__u32 at = (first & ~within) | ((first + i) & within);
		const struct pg_filter_cell *cell;

		/*
		 * Else the compiler reads for the next round at the end of this one, from where the
		 * next begins without a jump: Linux 6.1 refuses such a loop.
		 */
		barrier_var(set);
		cell = pg_cell_at(set, half & 1, at);
		if (!cell || cell->shape == PG_FILTER_EMPTY)
			return 0;
		if (pg_is_cell(cell, shape, number, words->w[PG_FIRST] & pg_mask(shape)[PG_FIRST],
			       words->w[PG_LAST] & pg_mask(shape)[PG_LAST], words))
			return at + 1;
	}
	return 0;
}

/*
 * What a search found, as a number, since pointers to cells that lie here and there would be one
 * more state each time round for the verifier: the last word of a cell, and its place instead of
 * the parts of it below the action. So the lowest number is the rule that comes first.
 */
#define PG_FOUND_PLACE	 0xffffffULL
#define PG_FOUND_ACTION	 24
#define PG_FOUND_SLOT	 32
#define PG_FOUND_RANK	 48
#define PG_FOUND_NOTHING 0x7fffffff00ffffffULL

static __always_inline __u64 pg_found(const struct pg_filter_cell *cell, __u32 place)
{
	return (*(const __u64 *)&cell->behind & ~PG_FOUND_PLACE) | place;
}

static __always_inline __u16 pg_found_slot(__u64 found)
{
	return found >> PG_FOUND_SLOT;
}

static __always_inline __u8 pg_found_action(__u64 found)
{
	return found >> PG_FOUND_ACTION;
}

static __always_inline __u32 pg_found_place(__u64 found)
{
	return found & PG_FOUND_PLACE;
}

/* Whether no rule of a shape, nor of those behind it, comes before the one found. */
static __always_inline bool pg_comes_after(const struct pg_filter_shape *shape, __u64 found)
{
	return (__u64)shape->first_rank << PG_FOUND_RANK > found;
}

/*
 * The lower of two findings. Without a jump, so that there is one state behind it for the verifier,
 * and one of which it knows nothing.
 */
static __always_inline __u64 pg_earlier(__u64 found, __u64 other)
{
	__s64 difference = other - found, lower = difference >> 63;

	barrier_var(lower);
	return found + (difference & lower);
}

/*
 * The earliest of what was found before and of what the shapes from one on up to another, without
 * that, have for a packet.
 */
static __always_inline __u64 pg_search_shapes(const struct pg_filter_set *set,
					      const struct pg_words *words, __u32 half, __u32 from,
					      const __u32 to, __u64 found)
{
	__u32 candidates = pg_candidates(set, words->w[PG_FIRST]), shapes = set->head.shapes;

#pragma clang loop unroll(disable)
	for (__u32 i = from; i < to; i++) {
		const struct pg_filter_shape *shape = &set->shapes[i];
		__u64 first, last = words->w[PG_LAST], hash;
		const struct pg_filter_cell *cell;
		__u32 place;

		if (i >= shapes)
			return found;
		if (!(candidates >> (i & (PG_FILTER_GROUPS - 1)) & 1))
			continue;
		if (pg_comes_after(shape, found))
			return found;
		if ((last & shape->common_mask) != shape->common)
			continue;
		first = words->w[PG_FIRST] & pg_mask(shape)[PG_FIRST];
		last &= pg_mask(shape)[PG_LAST];
		hash = pg_filter_hash(set, i, first, last, words);
		if (set->head.place_mask >= PG_FILTER_NEAR && !pg_present(set, hash))
			continue;
		place = hash >> 32 & set->head.place_mask;
		cell = pg_cell_at(set, half, place);
		if (!cell)
			continue;
		if (!pg_is_cell(cell, shape, i, first, last, words)) {
			if (!cell->behind)
				continue;
			place = pg_displaced(words, i, place, half);
			cell = place ? pg_cell_at(set, half, --place) : 0;
			if (!cell)
				continue;
		}
		found = pg_earlier(found, pg_found(cell, place));
	}
	return found;
}

/* The same with all shapes from one on. Not static for the reason that pg_displaced() is not. */
__noinline __u64 pg_search(const struct pg_words *words, __u32 half, __u32 from, __u64 found)
{
	if (!words)
		return found;
	return pg_search_shapes(&pg_filter_sets.sets[half & 1], words, half & 1, from,
				PG_FILTER_SHAPES, found);
}

/* The first rule that matches, without a call, from which to return is dear, if shapes are few. */
static __always_inline __u64 pg_search_inline(const struct pg_words *words, __u32 half)
{
	const struct pg_filter_set *set = &pg_filter_sets.sets[half];
	__u64 found;

	/* The words lie in memory: what follows need not put them there once more. */
	barrier_var(set);
	barrier();
	found = pg_search_shapes(set, words, half, 0, PG_INLINE_SHAPES, PG_FOUND_NOTHING);
	if (set->head.shapes <= PG_INLINE_SHAPES ||
	    pg_comes_after(&set->shapes[PG_INLINE_SHAPES], found))
		return found;
	return pg_search(words, half, PG_INLINE_SHAPES, found);
}

#endif
