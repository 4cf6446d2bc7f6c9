// SPDX-License-Identifier: GPL-2.0
/*
 * PathGauge's passive measurement of TCP: what the connections of this host's sockets do, seen at
 * the kernel's own tracepoints.
 *
 * Two things are as the kernel's TCP has them, and are set right here: SYN and FIN take a place
 * among the octets that it counts, and the port of our side is 0 until the connection is made and
 * again when it has ended.
 *
 * The kernel does not run a program on a CPU that is at work in it already, and what a timer or a
 * packet brings about may interrupt a program at work for a process. So each event is told to two
 * programs that do the same; whichever comes second finds it counted. No third event can come in
 * between, since timers and packets do not interrupt each other.
 */
#include "tcp.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * Counts what was added since the last time. `now` may be older than what another CPU has counted
 * meanwhile, and then adds nothing; so nothing is counted twice and no counter goes back.
 */
#define PG_TCP_ADVANCE(counted, now, total)                                                        \
	({                                                                                         \
		typeof(*(counted)) _now = (now), _added = 0;                                       \
		_Pragma("unroll") for (int _i = 0; _i < PG_TCP_ATTEMPTS; _i++)                     \
		{                                                                                  \
			typeof(*(counted)) _old = *(volatile typeof(*(counted)) *)(counted);       \
                                                                                                   \
			if (!pg_tcp_newer(_now, _old, sizeof(_now)))                               \
				break;                                                             \
			if (__sync_val_compare_and_swap(counted, _old, _now) == _old) {            \
				_added = _now - _old;                                              \
				pg_tcp_add(total, _added);                                         \
				break;                                                             \
			}                                                                          \
		}                                                                                  \
		_added;                                                                            \
	})

static __always_inline bool pg_tcp_newer(__u64 now, __u64 old, const int size)
{
	return size == 4 ? (__s32)((__u32)now - (__u32)old) > 0 : (__s64)(now - old) > 0;
}

/* Payload received in order: the peer's FIN is not, and has set SOCK_DONE. */
static __always_inline __u64 pg_tcp_in(const struct sock *sk, const struct tcp_sock *tp)
{
	return tp->bytes_received - (sk->__sk_common.skc_flags >> SOCK_DONE & 1);
}

/* Payload that the peer acknowledged: our SYN is not, if we sent one, nor our FIN. */
static __always_inline __u64 pg_tcp_out(const struct tcp_sock *tp, __u32 flags)
{
	__u64 out = tp->bytes_acked;

	if ((flags & PG_TCP_F_OUTBOUND) && (flags & PG_TCP_F_OPENED))
		out--;
	if ((flags & PG_TCP_F_FIN) && tp->snd_una == tp->write_seq)
		out--;
	return out;
}

/*
 * The round-trip time of the segment that was acknowledged last, unless it is known already.
 *
 * Return: whether there was a new one.
 */
static __always_inline bool pg_tcp_sample(const struct tcp_sock *tp, struct pg_tcp_socket *state,
					  struct pg_tcp_row *row)
{
	__u64 known = *(volatile __u64 *)&state->rack_mstamp;
	__u64 newest = tp->rack.mstamp;
	__u32 rtt = tp->rack.rtt_us;
	__u32 least = tp->rtt_min.s[0].v;

	if (newest == known || !rtt)
		return false;
	if (__sync_val_compare_and_swap(&state->rack_mstamp, known, newest) != known)
		return false;
	pg_tcp_time(row->rtt, &row->rtt_sum_ns, rtt * 1000ull, 0);
	pg_tcp_lower(&row->rtt_slot_us, rtt);
	pg_tcp_lower(&row->rtt_min_us, least && least < rtt ? least : rtt);
	if (tp->srtt_us >> 3)
		row->srtt_us = tp->srtt_us >> 3;
	return true;
}

/*
 * Counts all that the socket's own counters have grown by. The caller sets the row's time behind
 * it: Java takes nothing from a row whose time it has seen.
 *
 * Return: whether there was anything.
 */
static __always_inline bool pg_tcp_flush(const struct sock *sk, const struct tcp_sock *tp,
					 struct pg_tcp_socket *state, struct pg_tcp_row *row)
{
	__u64 added;

	added = PG_TCP_ADVANCE(&state->octets_in, pg_tcp_in(sk, tp), &row->octets_in);
	added |= PG_TCP_ADVANCE(&state->octets_out, pg_tcp_out(tp, state->flags), &row->octets_out);
	added |= PG_TCP_ADVANCE(&state->segments_out, tp->segs_out, &row->segments_out);
	added |= PG_TCP_ADVANCE(&state->retransmitted, tp->total_retrans, &row->retransmitted);
	return pg_tcp_sample(tp, state, row) || added;
}

/* Whether the socket's own counters have grown. */
static __always_inline bool pg_tcp_moved(const struct sock *sk, const struct tcp_sock *tp,
					 const struct pg_tcp_socket *state)
{
	return pg_tcp_newer(pg_tcp_in(sk, tp), state->octets_in, sizeof(__u64)) ||
	       pg_tcp_newer(pg_tcp_out(tp, state->flags), state->octets_out, sizeof(__u64)) ||
	       pg_tcp_newer(tp->segs_out, state->segments_out, sizeof(__u32)) ||
	       pg_tcp_newer(tp->total_retrans, state->retransmitted, sizeof(__u32));
}

/* Leaves out what the socket's counters hold already. */
static __always_inline void pg_tcp_baseline(const struct sock *sk, const struct tcp_sock *tp,
					    struct pg_tcp_socket *state)
{
	state->octets_in = pg_tcp_in(sk, tp);
	state->octets_out = pg_tcp_out(tp, state->flags);
	state->segments_out = tp->segs_out;
	state->retransmitted = tp->total_retrans;
	state->rack_mstamp = tp->rack.mstamp;
}

static __always_inline struct pg_tcp_socket *pg_tcp_new_state(struct sock *sk)
{
	struct pg_tcp_socket *state =
		bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);

	if (!state)
		PG_TCP_COUNT(no_storage);
	return state;
}

static __always_inline void pg_tcp_listen(struct sock *sk)
{
	struct pg_tcp_socket *state = pg_tcp_ours(sk) ? pg_tcp_new_state(sk) : 0;

	if (!state)
		return;
	__builtin_memset(state, 0, sizeof(*state));
	pg_tcp_owner_here(&state->owner);
}

/* A socket may try again after it failed, so nothing of before must stay. */
static __always_inline void pg_tcp_attempt(struct sock *sk, const struct tcp_sock *tp)
{
	struct pg_tcp_socket *state = pg_tcp_ours(sk) ? pg_tcp_new_state(sk) : 0;

	if (!state)
		return;
	__builtin_memset(state, 0, sizeof(*state));
	pg_tcp_key_of(sk, true, &state->key);
	pg_tcp_owner_here(&state->owner);
	state->flags = PG_TCP_F_OUTBOUND | PG_TCP_F_ATTEMPT;
	pg_tcp_baseline(sk, tp, state);
	state->begun_ns = bpf_ktime_get_ns();
}

static __always_inline void pg_tcp_established(struct sock *sk, const struct tcp_sock *tp, int from,
					       __u64 now)
{
	struct pg_tcp_socket *state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
	bool timed = state && (state->flags & PG_TCP_F_ATTEMPT);
	struct pg_tcp_row *row;

	if (!timed) {
		/* All is new but the owner, which was copied from the listening socket. */
		bool outbound = from == BPF_TCP_SYN_SENT;

		if (!pg_tcp_ours(sk) || (state && (state->flags & PG_TCP_F_OPEN)))
			return;
		state = pg_tcp_new_state(sk);
		if (!state)
			return;
		pg_tcp_key_of(sk, outbound, &state->key);
		state->flags = outbound ? PG_TCP_F_OUTBOUND : 0;
	}
	row = pg_tcp_row(&state->key, true);
	if (!row)
		return;
	pg_tcp_add(&row->opened, 1);
	if (timed)
		pg_tcp_time(row->connect, &row->connect_sum_ns, now - state->begun_ns, 0);
	pg_tcp_owned(row, &state->owner);
	state->begun_ns = now;
	state->flags &= ~PG_TCP_F_ATTEMPT;
	state->flags |= PG_TCP_F_OPEN | PG_TCP_F_OPENED;
	pg_tcp_flush(sk, tp, state, row);
	row->last_ns = now;
}

static __always_inline void pg_tcp_count_reset(struct pg_tcp_socket *state, struct pg_tcp_row *row)
{
	if (state->flags & PG_TCP_F_RESET)
		return;
	state->flags |= PG_TCP_F_RESET;
	pg_tcp_add(&row->reset, 1);
}

static __always_inline void pg_tcp_closed(struct sock *sk, const struct tcp_sock *tp, int from,
					  __u64 now)
{
	struct pg_tcp_socket *state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
	struct pg_tcp_row *row;

	if (!state || from == BPF_TCP_LISTEN || (state->flags & PG_TCP_F_ENDED))
		return;
	if (from == BPF_TCP_SYN_RECV && !(state->flags & PG_TCP_F_ATTEMPT))
		pg_tcp_key_of(sk, false, &state->key);
	else if (!(state->flags & (PG_TCP_F_OPEN | PG_TCP_F_ATTEMPT)))
		return;
	row = pg_tcp_row(&state->key, true);
	if (!row)
		return;
	if (state->flags & PG_TCP_F_OPEN) {
		pg_tcp_add(&row->closed, 1);
		if (!(state->flags & PG_TCP_F_EARLIER))
			pg_tcp_time(row->session, &row->session_sum_ns, now - state->begun_ns,
				    PG_TCP_SESSION_SHIFT);
		if (state->flags & PG_TCP_F_RST_IN)
			pg_tcp_count_reset(state, row);
	} else {
		pg_tcp_add(state->flags & PG_TCP_F_RST_IN ? &row->refused : &row->failed, 1);
		pg_tcp_owned(row, &state->owner);
	}
	pg_tcp_flush(sk, tp, state, row);
	row->last_ns = now;
	state->flags &= ~(PG_TCP_F_OPEN | PG_TCP_F_ATTEMPT);
	state->flags |= PG_TCP_F_ENDED;
}

static __always_inline int pg_tcp_changed(struct sock *sk, int from, int to, const bool again)
{
	struct pg_tcp_socket *state;
	struct tcp_sock *tp;

	if (sk->sk_protocol != PG_IPPROTO_TCP)
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp)
		return 0;
	switch (to) {
	/* These two are of processes, and interrupt nothing. */
	case BPF_TCP_LISTEN:
		if (!again)
			pg_tcp_listen(sk);
		break;
	case BPF_TCP_SYN_SENT:
		if (!again)
			pg_tcp_attempt(sk, tp);
		break;
	case BPF_TCP_ESTABLISHED:
		pg_tcp_established(sk, tp, from, bpf_ktime_get_ns());
		break;
	case BPF_TCP_FIN_WAIT1:
	case BPF_TCP_LAST_ACK:
		state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
		if (state)
			state->flags |= PG_TCP_F_FIN;
		break;
	case BPF_TCP_CLOSE:
		pg_tcp_closed(sk, tp, from, bpf_ktime_get_ns());
		break;
	}
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(pg_tcp_state, struct sock *sk, int from, int to)
{
	return pg_tcp_changed(sk, from, to, false);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(pg_tcp_state2, struct sock *sk, int from, int to)
{
	return pg_tcp_changed(sk, from, to, true);
}

/* A socket goes: if for whatever reason its end was not told, it is counted now at the latest. */
SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(pg_tcp_gone, struct sock *sk)
{
	struct pg_tcp_socket *state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
	struct tcp_sock *tp;

	if (!state || !(state->flags & (PG_TCP_F_OPEN | PG_TCP_F_ATTEMPT)))
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (tp)
		pg_tcp_closed(sk, tp, BPF_TCP_CLOSE, bpf_ktime_get_ns());
	return 0;
}

/*
 * A connection that was established before the agent watched: what it did until now is not known.
 * Who opened it is told by its port: connect() marks a port that it chose itself by a negative
 * `fastreuse`. One whose port the application chose before connect() is taken for inbound.
 */
static __always_inline void pg_tcp_earlier(struct sock *sk, const struct tcp_sock *tp)
{
	struct inet_bind_bucket *port = tp->inet_conn.icsk_bind_hash;
	struct pg_tcp_socket *state;
	bool outbound;

	if (!pg_tcp_ours(sk) || !port)
		return;
	state = pg_tcp_new_state(sk);
	if (!state)
		return;
	outbound = port->fastreuse < 0;
	pg_tcp_key_of(sk, outbound, &state->key);
	state->flags = PG_TCP_F_EARLIER | PG_TCP_F_OPEN | PG_TCP_F_OPENED |
		       (outbound ? PG_TCP_F_OUTBOUND : 0);
	pg_tcp_baseline(sk, tp, state);
}

/* A segment has come for an established connection; what it does is not counted yet. */
SEC("tp_btf/tcp_probe")
int BPF_PROG(pg_tcp_segment, struct sock *sk)
{
	struct pg_tcp_config *config;
	struct pg_tcp_socket *state;
	struct pg_tcp_row *row;
	struct tcp_sock *tp;
	__u32 zero = 0;
	__u64 newest;

	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp)
		return 0;
	state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
	if (!state) {
		pg_tcp_earlier(sk, tp);
		return 0;
	}
	newest = tp->rack.mstamp;
	if (!(state->flags & PG_TCP_F_OPEN) || newest == state->rack_mstamp)
		return 0;
	/* By the time that TCP has stamped segments with anyway: a clock is dear here. */
	config = bpf_map_lookup_elem(&pg_tcp_config, &zero);
	if (!config || newest - state->sampled_us < config->rtt_interval_us)
		return 0;
	state->sampled_us = newest;
	row = pg_tcp_row(&state->key, true);
	if (row && pg_tcp_flush(sk, tp, state, row))
		row->last_ns = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int pg_tcp_reset_came(struct sock *sk)
{
	struct pg_tcp_socket *state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);

	if (state)
		state->flags |= PG_TCP_F_RST_IN;
	return 0;
}

/* The peer's RST, before it changes the state of the socket. */
SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(pg_tcp_reset_in, struct sock *sk)
{
	return pg_tcp_reset_came(sk);
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(pg_tcp_reset_in2, struct sock *sk)
{
	return pg_tcp_reset_came(sk);
}

static __always_inline int pg_tcp_reset_went(struct sock *sk)
{
	struct pg_tcp_socket *state;
	struct pg_tcp_row *row;

	if (!sk)
		return 0;
	state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
	if (!state || (state->flags & (PG_TCP_F_OPENED | PG_TCP_F_RESET)) != PG_TCP_F_OPENED)
		return 0;
	row = pg_tcp_row(&state->key, true);
	if (row) {
		pg_tcp_count_reset(state, row);
		row->last_ns = bpf_ktime_get_ns();
	}
	return 0;
}

/* A RST of ours, often after the socket was closed; it may be for no socket at all. */
SEC("tp_btf/tcp_send_reset")
int BPF_PROG(pg_tcp_reset_out, struct sock *sk)
{
	return pg_tcp_reset_went(sk);
}

SEC("tp_btf/tcp_send_reset")
int BPF_PROG(pg_tcp_reset_out2, struct sock *sk)
{
	return pg_tcp_reset_went(sk);
}

/*
 * Run over all sockets that have a state, in all namespaces, whenever Java asks: counts those that
 * are established, and what connections did that received nothing since. It takes no row for an
 * idle connection, or no row would ever be given up; one that did something has its own again, or
 * its octets would be the remainder's and all the rest of it the row's.
 */
SEC("iter/bpf_sk_storage_map")
int pg_tcp_scan(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	struct sock *sk = ctx->sk;
	struct pg_tcp_socket *state;
	struct pg_tcp_row *row;
	struct tcp_sock *tp;

	if (!sk)
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp)
		return 0;
	state = bpf_sk_storage_get(&pg_tcp_sockets, sk, 0, 0);
	if (!state || !(state->flags & PG_TCP_F_OPEN))
		return 0;
	row = pg_tcp_row(&state->key, pg_tcp_moved(sk, tp, state));
	if (!row)
		return 0;
	__sync_fetch_and_add(&row->active, 1);
	if (pg_tcp_flush(sk, tp, state, row))
		row->last_ns = bpf_ktime_get_ns();
	return 0;
}
