# shellcheck shell=bash
# Debian packages of the NMSs, installed without starting anything, and what they have to build. Sourced after testbed/lib/setup.sh; takes
# the script's arguments as the names of NMSs.

NMS_NAMES=("$@")
POLICY=/usr/sbin/policy-rc.d

# What is named in the folders' files "packages", one name a line.
nms_packages() {
	local name file
	local files=()
	if [ "${#NMS_NAMES[@]}" = 0 ]; then
		files=("$REPO"/nms-integration/*/packages)
	else
		for name in "${NMS_NAMES[@]}"; do
			[ -d "$REPO/nms-integration/$name" ] || die "there is no NMS $name (nms-integration/prove --list)"
			file=$REPO/nms-integration/$name/packages
			[ ! -e "$file" ] || files+=("$file")
		done
	fi
	[ "${#files[@]}" = 0 ] || sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "${files[@]}" | sort -u
}

installed_packages() {
	dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort
}

# Both invoke-rc.d and deb-systemd-invoke ask this file whether they may start a service.
forbid_services() {
	# Ours, left by a run that was killed, must not come back as if it had been there before.
	[ ! -e "$POLICY" ] || grep -q 'Written by PathGauge' "$POLICY" || mv "$POLICY" "$POLICY.pathgauge"
	printf '#!/bin/sh\n# Written by PathGauge while apt works.\nexit 101\n' >"$POLICY"
	chmod 755 "$POLICY"
}

permit_services() {
	rm -f "$POLICY"
	[ ! -e "$POLICY.pathgauge" ] || mv "$POLICY.pathgauge" "$POLICY"
}

# disable_units PACKAGE...: so that they do not start with the next boot either.
disable_units() {
	local unit
	for unit in $(dpkg -L "$@" 2>/dev/null | sed -n 's,^\(/usr\)\?/lib/systemd/system/\([^/@]*\.\(service\|socket\|timer\)\)$,\2,p' | sort -u); do
		# It works without systemd, too, and only for scripts of packages, which name theirs.
		DPKG_MAINTSCRIPT_PACKAGE=pathgauge deb-systemd-helper disable "$unit" >/dev/null ||
			say "$unit could not be disabled: 'systemctl disable $unit' before the next boot."
	done
}

setup_nms_packages() {
	local missing=() name before new
	for name in $(nms_packages); do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
	done
	[ "${#missing[@]}" -gt 0 ] || return 0
	say "Packages to install: ${missing[*]}"
	apt_update
	before=$(installed_packages)
	# A subshell, so that its trap puts the policy back however it ends.
	(
		trap permit_services EXIT
		trap 'exit 130' INT
		trap 'exit 143' TERM HUP
		forbid_services
		RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive with_progress "Installing them with apt" \
			"$STATE/log/apt-nms.log" 's/^\(Get:\|Setting up \)\(.*\)/\2/p' \
			apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold \
			-o DPkg::Lock::Timeout=300 "${missing[@]}"
	)
	new=$(comm -13 <(printf '%s\n' "$before") <(installed_packages))
	# shellcheck disable=SC2086 # one name a word
	[ -z "$new" ] || disable_units $new
}

# What the folders' scripts "prepare" build; each looks first whether it is done.
prepare_nms() {
	local name
	local names=("${NMS_NAMES[@]}")
	[ "${#names[@]}" != 0 ] || mapfile -t names < <(cd "$REPO/nms-integration" && printf '%s\n' */)
	for name in "${names[@]}"; do
		[ ! -x "$REPO/nms-integration/${name%/}/prepare" ] || "$REPO/nms-integration/${name%/}/prepare"
	done
}
