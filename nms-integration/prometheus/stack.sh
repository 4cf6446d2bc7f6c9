# shellcheck shell=bash
# What up and down share. Sourced after testbed/lib/common.sh.

# shellcheck disable=SC2034 # of those who source this
PROGRAMS=(alertmanager node_exporter snmp_exporter prometheus)
data=/var/lib/pathgauge-visualizer

# running NAME: whether the process that "up" started is still that one.
running() {
	local pid start
	[ -r "$data/run/$1" ] || return 1
	read -r pid start <"$data/run/$1"
	[ "$(start_time "$pid")" = "$start" ]
}

# end NAME: ends it and waits; data is written to disk first.
end() {
	local pid start
	if running "$1"; then
		read -r pid start <"$data/run/$1"
		stop_process "$pid" "$start"
		say "$1 is stopped."
	fi
	rm -f "$data/run/$1"
}
