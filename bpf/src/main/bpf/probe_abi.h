/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the kernel programs and Java, and the only one.
 *
 * Every struct here has fixed-width members, explicit padding and an asserted size. The Java side
 * reads them through layouts that are generated from the BTF of the compiled object
 * (org.pathgauge.bpf.abi), so a change here is a rebuild, a regenerated file and a diff to review;
 * nothing else knows an offset.
 */
#ifndef PATHGAUGE_PROBE_ABI_H
#define PATHGAUGE_PROBE_ABI_H

#include <linux/types.h>

/* A hole that the compiler makes is a hole that Java does not know of. */
#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

#define PG_MAGIC 0x50474155u /* "PGAU": first word of every probe's payload */

/*
 * A probe on the wire, behind the ICMP or ICMPv6 echo header, big endian. Bytes after it up to the
 * configured size are zero. The ICMP identifier is pg_rodata's `icmp_id`, the 16-bit ICMP sequence
 * is the low half of `seq`.
 *
 * `token` is SipHash-2-4 over the eight bytes slot, seq (as they stand on the wire) with the key
 * that the agent drew at start. Both directions check it: at egress it proves that the agent wrote
 * the packet, at ingress that whoever answers has seen the request of just this sequence. SipHash
 * reads its message as a little-endian word, by its definition; the 64-bit result is then stored
 * big endian, like the rest. Its key is k0, k1 = pg_key[0], pg_key[1] as numbers.
 */
struct pg_payload {
	__be32 magic;
	__be32 slot;
	__be32 seq;
	__be32 reserved; /* zero */
	__be64 token;
};

#define PG_PAYLOAD_SIZE 24

/*
 * A tcp-syn probe on the wire: a TCP header without payload, big endian, with the options that the
 * SYN of a common host has. `seq` stands for the probe's slot and the low bits of its sequence, see
 * syn.bpf.h; the time stamp's value is the whole sequence. `source` is one of PG_SYN_PORTS ports
 * from pg_rodata's `pg_syn_port` on, which the agent keeps from all others without listening there.
 */
struct pg_syn {
	__be16 source;
	__be16 dest;
	__be32 seq;
	__be32 ack; /* zero */
	__be16 flags;
	__be16 window;
	__be16 check;
	__be16 urgent;	 /* zero */
	__be32 mss;	 /* kind, length, maximum segment size */
	__be16 sack;	 /* kind, length: selective acknowledgements permitted */
	__be16 ts;	 /* kind, length of the time stamp option */
	__be32 ts_value; /* the probe's sequence */
	__be32 ts_echo;	 /* zero */
};

#define PG_SYN_PORTS	 64 /* a power of two; the first one is a multiple of it */
#define PG_SYN_PORT_STEP 37 /* from slot to slot; odd */
#define PG_SYN_DOMAIN	 0xfffffff0u

/* How a probe is sent; pg_probe.type. */
enum pg_type {
	PG_TYPE_ICMP_ECHO = 0,
	PG_TYPE_TCP_SYN = 1,
};

/* Histograms are log-linear. Bucket 0 is underflow, the last one overflow. */
#define PG_RTT_FIRST_EXP   10 /* 2^10 ns: ~1 us */
#define PG_RTT_OCTAVES	   24 /* up to 2^34 ns: 17.2 s */
#define PG_RTT_PER_OCTAVE  8  /* +-6.25 % of a bucket's midpoint */
#define PG_RTT_BUCKETS	   (PG_RTT_OCTAVES * PG_RTT_PER_OCTAVE + 2)
#define PG_IPDV_PER_OCTAVE 4
#define PG_IPDV_BUCKETS	   (PG_RTT_OCTAVES * PG_IPDV_PER_OCTAVE + 2)

/* A time slot of the statistics, aligned to the wall clock through pg_clock. */
#define PG_SLOT_SECONDS 10
#define PG_SLOT_NANOS	(PG_SLOT_SECONDS * 1000000000ULL)

/* What became of one outstanding probe. Values are the low byte of pg_stamp.state. */
enum pg_stamp_state {
	PG_STAMP_FREE = 0,
	PG_STAMP_OUTSTANDING = 1,
	PG_STAMP_CLAIMED = 2, /* a reply is being recorded */
	PG_STAMP_ANSWERED = 3,
	PG_STAMP_LATE = 4,    /* answered after the timeout: lost */
	PG_STAMP_REFUSED = 5, /* a RST came for the SYN: lost */
};

#define PG_STAMP_STATE_MASK 0xffu
#define PG_STAMP_PAIRED	    0x100u /* its IPDV with the predecessor is recorded */
#define PG_STAMP_BANK_SHIFT 16	   /* bits 16..23: low byte of its bank's slot_number */

/* One sent probe, in map pg_stamps at pg_probe.stamp_base + (seq & pg_probe.stamp_mask). */
struct pg_stamp {
	__u64 egress_ns; /* bpf_ktime_get_ns() at tc egress */
	__u64 rtt_ns;	 /* valid when ANSWERED or LATE */
	__u32 seq;
	__u32 state;
};

/* What the kernel must know of a probe; map pg_probes, index = slot. Written by the agent only. */
struct pg_probe {
	__be32 target[4]; /* IPv4 in target[0], rest zero */
	__u64 timeout_ns;
	__u32 stamp_base;
	__u32 stamp_mask; /* stamps of this probe - 1, a power of two - 1 */
	__u32 bank_base;
	__u32 bank_mask; /* banks of this probe - 1 (>= 1) */
	__u8 family;	 /* 0: slot unused; AF_INET 2; AF_INET6 10 */
	__u8 samples;	 /* 1: raw samples to the ring buffer */
	__u8 once;   /* 1: a one-shot test, which has stamps and stats, but whose banks stay free */
	__u8 type;   /* enum pg_type */
	__be16 port; /* of the target, for PG_TYPE_TCP_SYN */
	__u8 reserved[2];
};

/*
 * Cumulative per-probe statistics, map pg_stats, index = slot. Everything here only grows, until
 * the agent reuses the slot and zeroes it.
 */
struct pg_stats {
	__u64 sent;	/* stamped at egress */
	__u64 received; /* in time, matched */
	__u64 late;
	__u64 duplicates;
	__u64 corrupt;	/* ours by id and magic, but checksum or length wrong */
	__u64 forged;	/* token wrong, or source address while the stamp is there */
	__u64 stale;	/* token right, but its stamp was overwritten or never made */
	__u64 refused;	/* RST in answer to a SYN */
	__u64 overruns; /* samples that went into a bank not yet harvested */
	__u64 rtt_sum_ns;
	__u64 rtt_sumsq_us2;
	__u64 last_rtt_ns; /* of the last received, in order of arrival */
	__u64 last_ingress_ns;
	__u64 jitter_x16_ns; /* RFC 3550 A.8: J scaled by 16 */
	__u32 last_seq_sent;
	__u32 reordered;   /* RFC 4737: sequence below the highest received so far, duplicates
			      discarded first */
	__u32 highest_seq; /* received */
	__u32 reserved;
};

/*
 * One slot of ten seconds of one probe, map pg_banks at pg_probe.bank_base + ((slot number) &
 * pg_probe.bank_mask). A probe belongs to the slot in which it was sent, so a bank is complete one
 * timeout after the slot's end; then the agent harvests it and sets slot_number to 0 last, which
 * frees it.
 */
struct pg_bank {
	__u64 first_ns; /* egress time of the first probe */
	__u64 rtt_sum_ns;
	__u64 rtt_sumsq_us2;
	__u64 rtt_min_ns; /* 0: none */
	__u64 rtt_max_ns;
	__u64 ipdv_abs_sum_ns;
	__s64 ipdv_min_ns;
	__s64 ipdv_max_ns;
	__u64 jitter_ns;   /* RFC 3550 estimate after the slot's last reply */
	__u32 slot_number; /* 0: free; else (monotonic time + pg_clock offset) / PG_SLOT_NANOS */
	__u32 sent;
	__u32 received;
	__u32 late;
	__u32 duplicates;
	__u32 reordered;
	__u32 ipdv_count; /* pairs of consecutive probes that were both received */
	__u32 reserved;
};

/*
 * Histograms of a bank, map pg_histograms at the bank's index. A count is one byte: no configured
 * probe sends more than a hundred packets in ten seconds. What comes after a bank has received
 * PG_HISTOGRAM_MOST packets is counted in pg_internal.histogram_full instead, so that no count
 * overflows. Each array begins and ends at a word of 32 bits, by which the kernel adds; the whole
 * is read in words of 64.
 */
#define PG_HISTOGRAM_MOST 255

struct pg_histogram {
	__u8 rtt[PG_RTT_BUCKETS];
	__u8 reserved[2];
	__u8 ipdv[PG_IPDV_BUCKETS];
	__u8 reserved2[2];
};

/* One raw sample in the ring buffer pg_samples, for probes that asked. */
struct pg_sample {
	__u64 egress_ns;
	__u64 ingress_ns;
	__u32 slot;
	__u32 seq;
	__u32 verdict; /* enum pg_verdict; PG_DROP_REPLY in time, whether dropped or not */
	__u32 reserved;
};

/* What was decided about a packet at ingress. Also the index of pg_iface.packets and .bytes. */
enum pg_verdict {
	PG_PASS_OTHER = 0, /* not ours: passed */
	PG_DROP_REPLY = 1, /* our probe's reply, matched and consumed */
	PG_PASS_LATE = 2,  /* ours, after the timeout */
	PG_PASS_DUPLICATE = 3,
	PG_PASS_CORRUPT = 4,
	PG_PASS_FORGED = 5,
	PG_PASS_STALE = 6,
	PG_PASS_FRAGMENT = 7,	/* IP fragment: never looked into */
	PG_PASS_MALFORMED = 8,	/* headers end before the packet says so */
	PG_PASS_ICMP_ERROR = 9, /* an ICMP error that quotes a probe of ours */
	PG_PASS_SYN_ACK = 10,	/* a SYN-ACK in time: measured, and left to the stack to reset */
	PG_PASS_REFUSED = 11,	/* a RST in answer to a SYN of ours */
	PG_DROP_FILTER = 12,	/* a rule of the filter drops it */
	PG_DROP_RATE = 13,	/* above the rate that a rule of the filter lets pass */
	PG_VERDICTS = 14,
};

/* What was decided about a packet at egress. Also the index of pg_iface.egress. */
enum pg_egress {
	PG_EGRESS_OTHER = 0,
	PG_EGRESS_STAMPED = 1,
	PG_EGRESS_FORGED = 2,  /* looks like a probe of ours, but the token is wrong */
	PG_EGRESS_UNKNOWN = 3, /* slot unused, or target differs */
	PG_EGRESSES = 4,
};

/*
 * Per-interface counters, per-CPU map pg_ifaces, index = the number that map pg_iface_index holds
 * at (ifindex & PG_IFINDEX_MASK). Index 0 collects interfaces that the agent did not announce.
 */
#define PG_IFINDEX_MASK 0xffffu
#define PG_MAX_IFACES	1024

/*
 * Or-ed into a value of pg_iface_index: the interface has no Ethernet header (tun, wireguard, ipip,
 * ppp), its packets begin with the IP header. A program cannot see the device's type, so the agent
 * says it (ARPHRD_* other than ETHER and LOOPBACK).
 */
#define PG_IFACE_L3	    0x80000000u
#define PG_IFACE_INDEX_MASK 0xffffu

/*
 * Or-ed into a value of pg_iface_index: the interface lies over another one that is watched (a
 * bridge over its port, a VLAN). What passed there comes by a second time, so at this one only
 * replies in time, late ones and refusals, each counted once wherever it is seen first, change the
 * statistics of probes; of the rest packets are counted with the interface alone.
 */
#define PG_IFACE_UPPER 0x40000000u

struct pg_iface {
	__u64 packets[PG_VERDICTS];
	__u64 bytes[PG_VERDICTS];
	__u64 egress[PG_EGRESSES];
};

/* ICMP errors that quote our probes; hash map pg_icmp_errors. slot is 0xffffffff when too little
 * was quoted. */
#define PG_ICMP_ERRORS 4096

struct pg_icmp_error_key {
	__be32 sender[4];
	__u32 slot;
	__u8 family;
	__u8 type;
	__u8 code;
	__u8 reserved;
};

struct pg_icmp_error {
	__u64 count;
	__u64 last_ns;
	__u64 last_info; /* next-hop MTU (v4 3/4, v6 2/0), pointer (parameter problem), else 0 */
};

/* Things that went wrong inside the programs; per-CPU array pg_internal, one element. */
struct pg_internal {
	__u64 samples_lost; /* ring buffer full */
	__u64 icmp_error_map_full;
	__u64 lookup_failed; /* a map index was out of range: a bug */
	__u64 bank_overruns;
	__u64 histogram_full; /* delays beyond PG_HISTOGRAM_MOST of their bank */
};

/* Shared clock offset, array map pg_clock, one element, written by the agent: wall clock -
 * monotonic, in ns. */
struct pg_clock {
	__u64 wall_offset_ns;
};

_Static_assert(sizeof(struct pg_payload) == PG_PAYLOAD_SIZE, "pg_payload");
_Static_assert(sizeof(struct pg_syn) == 36, "pg_syn");
_Static_assert(sizeof(struct pg_stamp) == 24, "pg_stamp");
_Static_assert(sizeof(struct pg_probe) == 48, "pg_probe");
_Static_assert(sizeof(struct pg_stats) == 128, "pg_stats");
_Static_assert(sizeof(struct pg_bank) == 104, "pg_bank");
_Static_assert(sizeof(struct pg_histogram) == 296, "pg_histogram");
_Static_assert(sizeof(struct pg_sample) == 32, "pg_sample");
_Static_assert(sizeof(struct pg_iface) == 256, "pg_iface");
_Static_assert(sizeof(struct pg_icmp_error_key) == 24, "pg_icmp_error_key");
_Static_assert(sizeof(struct pg_icmp_error) == 24, "pg_icmp_error");
_Static_assert(sizeof(struct pg_internal) == 40, "pg_internal");
_Static_assert(sizeof(struct pg_clock) == 8, "pg_clock");
_Static_assert(__builtin_offsetof(struct pg_stamp, seq) == 16 &&
		       __builtin_offsetof(struct pg_stamp, state) == 20,
	       "seq and state are exchanged as one 64-bit word");

#pragma clang diagnostic pop

/* BTF knows no macro: the values that Java needs, as an enum that it does know. */
enum pg_constant {
	PG_K_MAGIC = PG_MAGIC,
	PG_K_RTT_FIRST_EXP = PG_RTT_FIRST_EXP,
	PG_K_RTT_OCTAVES = PG_RTT_OCTAVES,
	PG_K_RTT_PER_OCTAVE = PG_RTT_PER_OCTAVE,
	PG_K_RTT_BUCKETS = PG_RTT_BUCKETS,
	PG_K_IPDV_PER_OCTAVE = PG_IPDV_PER_OCTAVE,
	PG_K_IPDV_BUCKETS = PG_IPDV_BUCKETS,
	PG_K_HISTOGRAM_MOST = PG_HISTOGRAM_MOST,
	PG_K_SLOT_SECONDS = PG_SLOT_SECONDS,
	PG_K_STAMP_STATE_MASK = PG_STAMP_STATE_MASK,
	PG_K_STAMP_PAIRED = PG_STAMP_PAIRED,
	PG_K_STAMP_BANK_SHIFT = PG_STAMP_BANK_SHIFT,
	PG_K_IFINDEX_MASK = PG_IFINDEX_MASK,
	PG_K_MAX_IFACES = PG_MAX_IFACES,
	PG_K_IFACE_L3 = (int)PG_IFACE_L3,
	PG_K_IFACE_INDEX_MASK = PG_IFACE_INDEX_MASK,
	PG_K_IFACE_UPPER = PG_IFACE_UPPER,
	PG_K_ICMP_ERRORS = PG_ICMP_ERRORS,
	PG_K_SYN_PORTS = PG_SYN_PORTS,
	PG_K_SYN_PORT_STEP = PG_SYN_PORT_STEP,
	PG_K_SYN_DOMAIN = (int)PG_SYN_DOMAIN,
};

/* Everything Java shares, reachable from one variable, so that the compiler keeps it in BTF. */
struct pg_abi {
	struct pg_payload payload;
	struct pg_syn syn;
	struct pg_stamp stamp;
	struct pg_probe probe;
	struct pg_stats stats;
	struct pg_bank bank;
	struct pg_histogram histogram;
	struct pg_sample sample;
	struct pg_iface iface;
	struct pg_icmp_error_key icmp_error_key;
	struct pg_icmp_error icmp_error;
	struct pg_internal internal;
	struct pg_clock clock;
	enum pg_type type;
	enum pg_stamp_state stamp_state;
	enum pg_verdict verdict;
	enum pg_egress egress;
	enum pg_constant constant;
};

#endif
