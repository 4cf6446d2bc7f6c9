# shellcheck shell=bash
# Makes a fresh Debian machine ready: packages, a JDK, the build. Sourced after common.sh. Each step
# looks first whether it is done, so that a second run does nothing.

PACKAGES=(
	# build
	maven make gcc libc6-dev clang llvm clang-format libbpf-dev libsnmp-dev libssl-dev bpftool
	ca-certificates
	# run
	libbpf1 iproute2 util-linux procps
	# clients, witnesses and peers
	snmp snmpd snmptrapd python3 python3-ncclient ansible python3-pysnmp4
	python3-pysnmp4-mibs openssh-client iputils-ping fping tcpdump iperf3
	ethtool jq curl openssl nftables iptables
	# checks
	smitools libyang-tools shellcheck
)
JDK_LEAST=21

# with_progress WHAT LOG PATTERN COMMAND...: runs a long step with its output in LOG; what the last
# line with PATTERN (sed, printing) says is shown beside the time. On failure shows LOG's tail.
with_progress() {
	local what=$1 log=$2 pattern=$3 pid started=$SECONDS now last='' status=0
	shift 3
	mkdir -p "${log%/*}"
	# The command may be slower to open it than we are to read it.
	: >"$log"
	if [ ! -t 2 ]; then
		say "$what ..."
	fi
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	# Without this an interrupted command would leave its child at work.
	trap 'kill "$pid" 2>/dev/null; exit 130' INT
	trap 'kill "$pid" 2>/dev/null; exit 143' TERM HUP
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
	[ ! -t 2 ] || printf '\r\033[K' >&2
	if [ "$status" != 0 ]; then
		say "$what failed after $((SECONDS - started)) s. The last lines of $log:"
		tail -n 40 "$log" >&2
		return "$status"
	fi
	say "$what: done in $((SECONDS - started)) s."
}

apt_updated=
apt_update() {
	[ -z "$apt_updated" ] || return 0
	with_progress "Reading the lists of packages" "$STATE/log/apt-update.log" '' apt-get update -q || return
	apt_updated=1
}

setup_packages() {
	local missing=() name
	command -v dpkg-query >/dev/null ||
		die "this sets up Debian and its relatives only. Elsewhere install by hand what Debian calls: ${PACKAGES[*]}"
	for name in "${PACKAGES[@]}"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] ||
			missing+=("$name")
	done
	# The base MIB modules come by npm. A node.js of another source brings an npm that is no package.
	[ -d "$REPO/mib/target/base-mibs" ] || command -v npm >/dev/null || missing+=(npm)
	[ "${#missing[@]}" -gt 0 ] || return 0
	say "Packages to install: ${missing[*]}"
	apt_update
	DEBIAN_FRONTEND=noninteractive with_progress "Installing them with apt" "$STATE/log/apt-install.log" \
		's/^\(Get:\|Setting up \)\(.*\)/\2/p' \
		apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}"
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
	for home in "${JAVA_HOME:-}" "${javac%/bin/javac}" /usr/lib/jvm/*; do
		[ -n "$home" ] || continue
		version=$(jdk_version "$home")
		if [ -n "$version" ] && [ "$version" -gt "$best" ]; then
			best=$version
			best_home=$home
		fi
	done
	printf '%s %s\n' "$best" "$best_home"
}

# Prometheus and promtool for the tests of the exporter: unpacked, not installed, since the package would
# start a service and bring a dozen libraries for its web pages.
setup_prometheus() {
	local at=$STATE/prometheus
	command -v prometheus promtool >/dev/null && return 0
	[ ! -x "$at/usr/bin/promtool" ] || return 0
	apt_update
	rm -rf "$at"
	mkdir -p "$at"
	(cd "$at" && with_progress "Fetching Prometheus" "$STATE/log/prometheus.log" '' \
		apt-get download -q -o APT::Sandbox::User=root prometheus)
	dpkg-deb -x "$at"/prometheus_*.deb "$at"
	rm "$at"/prometheus_*.deb
}

newest_jdk_of_apt() {
	apt-cache --names-only search '^openjdk-[0-9]+-jdk-headless$' 2>/dev/null |
		sed -n 's/^openjdk-\([0-9]*\)-jdk-headless .*/\1/p' | sort -n | tail -n 1
}

setup_jdk() {
	local version home offered
	read -r version home < <(newest_jdk)
	if [ "$version" -lt "$JDK_LEAST" ]; then
		apt_update
		offered=$(newest_jdk_of_apt)
		if [ "${offered:-0}" -lt "$JDK_LEAST" ]; then
			cat >&2 <<EOF
PathGauge needs a JDK of version $JDK_LEAST or newer (25 preferred). The newest here is ${version/#0/none},
and the newest that this system's apt offers is ${offered:-none}. Install Eclipse Temurin 25, for example:

  apt-get install -y wget gpg
  wget -qO- https://packages.adoptium.net/artifactory/api/gpg/key/public | gpg --dearmor -o /usr/share/keyrings/adoptium.gpg
  . /etc/os-release
  echo "deb [signed-by=/usr/share/keyrings/adoptium.gpg] https://packages.adoptium.net/artifactory/deb \$VERSION_CODENAME main" > /etc/apt/sources.list.d/adoptium.list
  apt-get update && apt-get install -y temurin-25-jdk

or unpack any such JDK and set JAVA_HOME to it. Then run this again.
EOF
			exit 1
		fi
		DEBIAN_FRONTEND=noninteractive with_progress "Installing openjdk-$offered-jdk-headless with apt" \
			"$STATE/log/apt-jdk.log" 's/^\(Get:\|Setting up \)\(.*\)/\2/p' \
			apt-get install -y -q --no-install-recommends "openjdk-$offered-jdk-headless"
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
	one_at_a_time setup_packages setup_prometheus setup_jdk
}

setup_all() {
	one_at_a_time setup_packages setup_prometheus setup_jdk setup_build
}
