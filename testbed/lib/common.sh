# shellcheck shell=bash
# What every command of the testbed shares. Sourced; needs $REPO, the top of the tree.

# shellcheck disable=SC2034  # used by those who source this
STATE=$REPO/.testbed
# Debian keeps ip, tcpdump and bpftool where a plain user's PATH does not look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() {
	printf '%s\n' "$*" >&2
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

need_root() {
	[ "$(id -u)" = 0 ] || die "this needs root (network namespaces, eBPF, apt): run it with sudo"
}

# in_netns NAME COMMAND...: in a named network namespace; the empty name is where we are. Unlike
# "ip netns exec" it leaves the mounts alone, so that /sys/fs/bpf stays visible.
in_netns() {
	local name=$1
	shift
	if [ -n "$name" ]; then
		nsenter --net="/run/netns/$name" -- "$@"
	else
		"$@"
	fi
}

# start_time PID: when a process started, in ticks; tells a process from a later one of that number.
# Fails when it has ended, waited for or not.
start_time() {
	local stat fields
	{ stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
	# The name in parentheses may hold spaces; the start is field 20 behind it.
	read -ra fields <<<"${stat##*) }"
	[ "${fields[0]}" != Z ] || return 1
	printf '%s\n' "${fields[19]}"
}

# stop_process PID START: ends just this process and waits for it.
stop_process() {
	local pid=$1 start=$2 tries
	[ "$(start_time "$pid")" = "$start" ] || return 0
	kill "$pid" 2>/dev/null || return 0
	for ((tries = 0; tries < 50; tries++)); do
		[ "$(start_time "$pid")" = "$start" ] || return 0
		sleep 0.1
	done
	kill -9 "$pid" 2>/dev/null || true
}
