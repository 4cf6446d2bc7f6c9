# shellcheck shell=bash
# Makes a fresh Debian machine ready: packages, a JDK, the build. Sourced after common.sh. Each step
# looks first whether it is done, so that a second run does nothing.

# A package with several names is written with all of them, joined by "|"; the first that apt offers is meant.
# What the build, the agent and the demo need:
PACKAGES=(
	# build
	maven make gcc libc6-dev clang llvm bpftool libbpf-dev libsnmp-dev libssl-dev ca-certificates
	# run
	libbpf1 iproute2 util-linux procps
	# clients
	snmp snmptrapd python3 python3-ncclient openssh-client iputils-ping
)
# What the tests, benchmarks and the truth bench need beside it:
TEST_PACKAGES=(
	# clients, witnesses and peers
	snmpd ansible python3-pysnmp4 python3-pysnmp4-mibs fping tcpdump
	iperf3 ethtool jq curl openssl gpg gpg-agent nftables iptables
	# checks
	smitools "libyang-tools|libyang3-tools|libyang2-tools" shellcheck clang-format
)
JDK_LEAST=21

# with_progress WHAT LOG PATTERN COMMAND...: runs a long step with its output in LOG; what the last
# line with PATTERN (sed, printing) says is shown beside the time. On failure shows LOG's tail. Interrupted, it ends
# COMMAND by TERM and awaits that; a function, which is a shell then, must see to what it runs: see "endable".
with_progress() {
	local what=$1 log=$2 pattern=$3 pid started=$SECONDS now last='' status=0 traps
	shift 3
	mkdir -p "${log%/*}"
	# The command may be slower to open it than we are to read it.
	: >"$log"
	if [ ! -t 2 ]; then
		say "$what ..."
	fi
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	traps=$(trap -p INT TERM HUP)
	trap 'end_step "$pid" "$what"; exit 130' INT
	trap 'end_step "$pid" "$what"; exit 143' TERM HUP
	while kill -0 "$pid" 2>/dev/null; do
		now=$(sed -n "$pattern" "$log" 2>/dev/null | tail -n 1)
		if [ -t 2 ]; then
			printf '\r\033[K%s ... %s (%d s)' "$what" "$now" $((SECONDS - started)) >&2
		elif [ "$now" != "$last" ]; then
			say "  $now ($((SECONDS - started)) s)"
			last=$now
		fi
		sleep 0.5
	done
	wait "$pid" || status=$?
	trap - INT TERM HUP
	eval "$traps"
	[ ! -t 2 ] || printf '\r\033[K' >&2
	if [ "$status" != 0 ]; then
		say "$what failed after $((SECONDS - started)) s. The last lines of $log:"
		tail -n 40 "$log" >&2
		return "$status"
	fi
	say "$what: done in $((SECONDS - started)) s."
}

# end_step PID WHAT: without this an interrupted command would leave its child at work.
end_step() {
	[ ! -t 2 ] || printf '\r\033[K' >&2
	say "$2: interrupted, ending it ..."
	kill "$1" 2>/dev/null || true
	wait "$1" || true
}

# endable SIGNAL COMMAND...: in a function for with_progress, a command that is ended by SIGNAL with it. Else a shell
# awaits what it runs before it minds a signal, or is gone before it. INT, which the keyboard sends to all of us, is
# the caller's of with_progress.
endable() {
	local signal=$1 pid status=0
	shift
	trap '' INT
	"$@" &
	pid=$!
	trap 'kill -"$signal" "$pid" 2>/dev/null || true' TERM
	wait "$pid" || status=$?
	trap 'exit 143' TERM
	[ "$status" -le 128 ] || {
		# The signal cut the wait short.
		wait "$pid" || exit "$status"
	}
	return "$status"
}

# What apt is doing: which package it fetches, unpacks or configures.
APT_PROGRESS='s,^Get:[0-9]* [^ ]* [^ ]*/[^ ]* [^ ]* \([^ ]*\) .*,fetching \1,p
	s/^Unpacking \([^ ]*\) .*/unpacking \1/p
	s/^Setting up \([^ ]*\) .*/setting up \1/p'

# apt_install PACKAGE...: for with_progress. TERM, or INT from the keyboard, would part apt from dpkg amid its work, and
# nothing could be installed before somebody mends that by hand; at HUP apt ends while it fetches, and finishes what it
# began once it unpacks.
apt_install() {
	endable HUP env --default-signal=HUP DEBIAN_FRONTEND=noninteractive setsid apt-get install -y -q \
		--no-install-recommends -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 "$@"
}

apt_updated=
apt_update() {
	[ -z "$apt_updated" ] || return 0
	with_progress "Reading the lists of packages" "$STATE/log/apt-update.log" '' apt-get update -q || return
	apt_updated=1
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

is_offered() {
	[ -n "$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n '/^  Candidate: [^(]/p')" ]
}

# any_of TEST NAMES: the first of the names, joined by "|", that passes the test; fails if none does.
any_of() {
	local name
	for name in ${2//|/ }; do
		! "$1" "$name" || {
			printf '%s\n' "$name"
			return
		}
	done
	return 1
}

# install_missing NAMES...: those packages that are not installed, as the lists above name them.
install_missing() {
	local missing=() chosen=() unknown=() names name
	command -v dpkg-query >/dev/null ||
		die "this sets up Debian and its relatives only. Elsewhere install by hand what Debian calls: $*"
	for names in "$@"; do
		any_of is_installed "$names" >/dev/null || missing+=("$names")
	done
	# The base MIB modules come by npm. A node.js of another source brings an npm that is no package.
	[ -d "$REPO/mib/target/base-mibs" ] || command -v npm >/dev/null || missing+=(npm)
	[ "${#missing[@]}" -gt 0 ] || return 0
	apt_update
	for names in "${missing[@]}"; do
		if name=$(any_of is_offered "$names"); then
			chosen+=("$name")
		else
			unknown+=("${names//|/ or }")
		fi
	done
	[ "${#unknown[@]}" = 0 ] ||
		die "apt offers no package ${unknown[*]}. Debian has it in main, Ubuntu in universe: is that in /etc/apt/sources.list or sources.list.d?"
	say "Packages to install: ${chosen[*]}"
	with_progress "Installing them with apt" "$STATE/log/apt-install.log" "$APT_PROGRESS" apt_install "${chosen[@]}"
}

setup_packages() {
	install_missing "${PACKAGES[@]}"
}

setup_test_packages() {
	install_missing "${PACKAGES[@]}" "${TEST_PACKAGES[@]}"
}

# jdk_version HOME: its feature release, such as 25; nothing unless it is a whole JDK.
jdk_version() {
	[ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
	sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
}

# newest_jdk: "VERSION HOME" of the newest JDK here; the first found wins among equals.
newest_jdk() {
	local home version best=0 best_home='' javac
	javac=$(readlink -f "$(command -v javac || true)" 2>/dev/null || true)
	for home in "${JAVA_HOME:-}" "${javac%/bin/javac}" /usr/lib/jvm/* "$STATE/jdk"; do
		[ -n "$home" ] || continue
		version=$(jdk_version "$home")
		if [ -n "$version" ] && [ "$version" -gt "$best" ]; then
			best=$version
			best_home=$home
		fi
	done
	printf '%s %s\n' "$best" "$best_home"
}

# unpack_packages FOLDER PACKAGE...: files of Debian packages below .testbed/FOLDER; nothing of them is installed or started.
unpack_packages() {
	local at=$STATE/$1
	shift
	apt_update
	with_progress "Fetching $1" "$STATE/log/${at##*/}.log" '' fetch_packages "$at" "$@"
}

# fetch_packages FOLDER PACKAGE...: for a shell of its own; half of it does not stay.
fetch_packages() {
	local at=$1 file
	shift
	half=$at.half
	trap 'rm -rf "$half"' EXIT
	rm -rf "$at" "$half"
	mkdir -p "$half"
	endable TERM env -C "$half" apt-get download -q -o APT::Sandbox::User=root "$@" || return
	for file in "$half"/*.deb; do
		dpkg-deb -x "$file" "$half" || return
		rm "$file"
	done
	mv "$half" "$at"
}

# Prometheus and promtool for the tests of the exporter: unpacked, not installed, since the package would
# start a service and bring a dozen libraries for its web pages.
setup_prometheus() {
	local packages=(prometheus)
	command -v prometheus >/dev/null && command -v promtool >/dev/null && return 0
	[ ! -x "$STATE/prometheus/usr/bin/promtool" ] || return 0
	apt_update
	# Debian 13 has it apart.
	! is_offered promtool || packages+=(promtool)
	unpack_packages prometheus "${packages[@]}"
}

# The peer of "bench cpu", unpacked for the same reason.
setup_node_exporter() {
	command -v prometheus-node-exporter >/dev/null && return 0
	[ ! -x "$STATE/node-exporter/usr/bin/prometheus-node-exporter" ] || return 0
	unpack_packages node-exporter prometheus-node-exporter
}

# newest_jdk_of_apt OPTIONS...: the newest release that apt offers; nothing if none.
newest_jdk_of_apt() {
	apt-cache "$@" --names-only search '^openjdk-[0-9]+-jdk-headless$' 2>/dev/null |
		sed -n 's/^openjdk-\([0-9]*\)-jdk-headless .*/\1/p' | sort -n | tail -n 1
}

# Debian 12 has no JDK that is new enough. Ubuntu 22.04 has, built for an older C library than Debian 12's. So apt
# fetches it with sources, lists and keys of its own, which the machine's apt knows nothing of, and it is unpacked
# instead of installed. Only what the key of this fingerprint signed is taken, wherever the key itself comes from. These
# name another such archive:
#   PATHGAUGE_JDK_ARCHIVE  its address
#   PATHGAUGE_JDK_SUITES   its suites (jammy-security jammy-updates); one that ends in "/" has no components
#   PATHGAUGE_JDK_KEY      the fingerprint of the key that signs it (of Ubuntu's archive, 2018)
#   PATHGAUGE_JDK_KEYRING  where the key is fetched from
# For a shell of its own; half of it does not stay.
fetch_jdk() {
	local at=$STATE/jdk apt=$STATE/jdk.half archive=${PATHGAUGE_JDK_ARCHIVE:-} keyring=${PATHGAUGE_JDK_KEYRING:-}
	local suites=${PATHGAUGE_JDK_SUITES:-jammy-security jammy-updates} options version file home
	local key=${PATHGAUGE_JDK_KEY:-F6ECB3762474EDA9D21B7022871920D1991BC93C}
	if [ -z "$archive" ]; then
		case $(dpkg --print-architecture) in
		amd64 | i386) archive=http://archive.ubuntu.com/ubuntu ;;
		*) archive=http://ports.ubuntu.com/ubuntu-ports ;;
		esac
	fi
	half=$apt
	trap 'rm -rf "$half"' EXIT
	rm -rf "$at" "$apt"
	mkdir -p "$apt/lists/partial" "$apt/sources" "$apt/keys" "$apt/debs" "$apt/unpacked"
	if [ -n "$keyring" ]; then
		endable TERM /usr/lib/apt/apt-helper download-file -o APT::Sandbox::User=root "$keyring" "$apt/keys/archive.gpg" || return
	else
		file=ubuntu-keyring_2021.03.26_all.deb
		endable TERM /usr/lib/apt/apt-helper download-file -o APT::Sandbox::User=root "$archive/pool/main/u/ubuntu-keyring/$file" "$apt/$file" || return
		dpkg-deb -x "$apt/$file" "$apt/unpacked" || return
		cp "$apt/unpacked/usr/share/keyrings/ubuntu-archive-keyring.gpg" "$apt/keys/archive.gpg" || return
	fi
	printf '%s\n' 'Types: deb' "URIs: $archive" "Suites: $suites" "Signed-By: $key" >"$apt/sources/jdk.sources"
	[ "${suites%/}" != "$suites" ] || echo 'Components: universe' >>"$apt/sources/jdk.sources"
	options=(-o APT::Sandbox::User=root -o APT::Default-Release= -o APT::Update::Error-Mode=any
		-o Acquire::AllowInsecureRepositories=false -o Acquire::AllowWeakRepositories=false
		-o APT::Get::AllowUnauthenticated=false
		-o Acquire::Languages=none -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
		-o "Dir::Etc::trusted=$apt/none" -o "Dir::Etc::trustedparts=$apt/keys" -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
		-o "Dir::State::lists=$apt/lists" -o Dir::State::status=/dev/null -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
	endable TERM apt-get update -q "${options[@]}" || return
	version=$(newest_jdk_of_apt "${options[@]}")
	if [ "${version:-0}" -lt "$JDK_LEAST" ]; then
		echo "The newest JDK of $archive ($suites) is ${version:-none}, and $JDK_LEAST is the least."
		return 1
	fi
	endable TERM env -C "$apt/debs" apt-get download -q "${options[@]}" \
		"openjdk-$version-jdk-headless" "openjdk-$version-jre-headless" || return
	for file in "$apt"/debs/openjdk-*.deb; do
		dpkg-deb -x "$file" "$apt/unpacked" || return
	done
	# Its configuration is linked to from /etc, where nothing was put.
	find "$apt/unpacked/usr/lib/jvm" -lname '/etc/java-*' | while read -r file; do
		cp -a --remove-destination "$apt/unpacked$(readlink "$file")" "$file" || exit
	done || return
	home=$(find "$apt/unpacked/usr/lib/jvm" -maxdepth 1 -type d -name 'java-*')
	# What its package would do: a JVM starts faster from an image of its own classes.
	"$home/bin/java" -Xshare:dump >/dev/null || return
	mv "$home" "$at"
}

setup_jdk() {
	local version home offered
	read -r version home < <(newest_jdk)
	if [ "$version" -lt "$JDK_LEAST" ]; then
		apt_update
		offered=$(newest_jdk_of_apt)
		if [ "${offered:-0}" -ge "$JDK_LEAST" ]; then
			with_progress "Installing openjdk-$offered-jdk-headless with apt" "$STATE/log/apt-jdk.log" "$APT_PROGRESS" \
				apt_install "openjdk-$offered-jdk-headless"
		else
			with_progress "Fetching a JDK into .testbed/jdk (apt offers ${offered:-none}, and $JDK_LEAST is needed)" \
				"$STATE/log/jdk.log" "$APT_PROGRESS" fetch_jdk ||
				die "no JDK of version $JDK_LEAST or newer: see above. Mend that, or install or unpack any (https://adoptium.net/temurin/releases) and name it with JAVA_HOME, and run this again."
		fi
		read -r version home < <(newest_jdk)
	fi
	JDK_VERSION=$version
	export JAVA_HOME=$home JDK_VERSION
	export PATH=$JAVA_HOME/bin:$PATH
}

# What the build is made of: names, sizes and times of all sources, and the JDK. Documentation and
# the scripts of the testbed and of the NMSs are not compiled.
sources_key() {
	(
		cd "$REPO" || exit 1
		printf '%s %s\n' "$JAVA_HOME" "$JDK_VERSION"
		find . \( -name target -o -name .git -o -name .testbed -o -name .ci \) -prune -o \
			-path ./testbed/lib -prune -o -path ./testbed/tests -prune -o \
			-type f ! -name '*.md' \( ! -path './testbed/*' -a ! -path './nms-integration/*' -o -path './testbed/src/*' \
			-o -name pom.xml -o -name Makefile \) -printf '%p %s %T@\n' | LC_ALL=C sort
	) | sha256sum
}

# mvn_step WHAT LOG GOALS...: Maven with a line for each module.
mvn_step() {
	local what=$1 log=$2
	shift 2
	with_progress "$what" "$log" \
		's/^\[INFO\] Building \(PathGauge.*[^ ]\)  *\[\([0-9]*\/[0-9]*\)\]$/module \2, \1/p' \
		mvn -B -ntp -f "$REPO/pom.xml" "$@"
}

# finish_build KEY: what the build still needs before the agent can start, then the stamp.
finish_build() {
	# The build fetched them, or went on without; here they are needed, so its reason is shown.
	"$REPO/mib/base-mibs" >/dev/null
	setup_aot_cache
	printf '%s\n' "$1" >"$STATE/built"
}

is_built() {
	[ -x "$REPO/agent/target/pathgauge/bin/pathgauge" ] && [ -d "$REPO/mib/target/base-mibs" ] &&
		[ -x "$REPO/testbed/target/relay" ] && [ -x "$REPO/testbed/target/naive" ] &&
		[ -x "$REPO/testbed/target/dropper" ] && [ -x "$REPO/testbed/target/frames" ] &&
		[ -x "$REPO/testbed/target/snmp_load" ] && [ -r "$REPO/testbed/target/snmp_table.so" ] &&
		[ -x "$REPO/testbed/target/snmp_subagent" ] && [ "$(cat "$STATE/built" 2>/dev/null)" = "$1" ]
}

setup_build() {
	local key
	key=$(sources_key)
	is_built "$key" && return 0
	mvn_step "Building PathGauge" "$STATE/log/build.log" package -DskipTests
	finish_build "$key"
}

# The JVM starts twice as fast from a cache of what it loaded and linked in a training run.
setup_aot_cache() {
	with_progress "Recording the start-up cache of the agent" "$STATE/log/aot.log" '' \
		"$REPO/agent/target/pathgauge/bin/pathgauge" aot && return
	# Where everything is meant to work this is a failure; for whoever wants to see the demo it is none.
	[ "${CI:-}" != true ] || return 1
	say "Going on without: the agent only starts more slowly."
}

# check_arguments PROGRAM ARGUMENT...: has a Python program refuse what is wrong, or tell its --help or --list, before
# minutes of set-up for nothing. Where there is no Python yet, that waits.
check_arguments() {
	local status=0 argument
	if [ ! -x /usr/bin/python3 ]; then
		for argument; do
			case $argument in
			-h | --help | --list) die "$argument is told by Python: apt-get install python3, which testbed/setup does, too" ;;
			esac
		done
		return 0
	fi
	PG_ONLY_ARGUMENTS=1 /usr/bin/python3 "$@" || status=$?
	# So it tells that they are right: see lib/pgtest/arguments.py.
	[ "$status" = 99 ] || exit "$status"
	need_root
}

# one_at_a_time STEP...: runs steps under a lock, since two commands may be started together.
one_at_a_time() {
	local step
	need_root
	mkdir -p "$STATE/log"
	exec 9>"$STATE/setup.lock"
	if ! flock -n 9; then
		say "Waiting for another set-up of this tree to end ..."
		flock 9
	fi
	for step in "$@"; do
		# A daemon that a package starts must not inherit the lock.
		"$step" 9>&-
	done
	exec 9>&-
}

setup_prerequisites() {
	one_at_a_time setup_test_packages setup_prometheus setup_jdk
}

setup_all() {
	one_at_a_time setup_test_packages setup_prometheus setup_jdk setup_build
}

setup_demo() {
	one_at_a_time setup_packages setup_jdk setup_build
}
