// SPDX-License-Identifier: GPL-2.0
/* For TracepointTest: one tracepoint that each kernel has and one that none has. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sched_process_exit")
int present(void *ctx)
{
	return 0;
}

SEC("tp_btf/no_such_tracepoint")
int missing(void *ctx)
{
	return 0;
}
