# shellcheck shell=bash
# Debian packages of the NMSs, installed without starting anything, and what they have to build. Sourced after testbed/lib/setup.sh; takes
# the script's arguments as the names of NMSs.

NMS_NAMES=("$@")
POLICY=/usr/sbin/policy-rc.d

# nms_names: those that were named, or all that have something to be set up.
nms_names() {
	if [ "${#NMS_NAMES[@]}" != 0 ]; then
		printf '%s\n' "${NMS_NAMES[@]}"
	else
		(cd "$REPO/nms-integration" && printf '%s\n' */ | sed 's,/$,,')
	fi
}

# nms_names_are_known: or we end, before anything was installed.
nms_names_are_known() {
	local name
	for name in "${NMS_NAMES[@]}"; do
		[ -e "$REPO/nms-integration/$name/packages" ] || [ -e "$REPO/nms-integration/$name/proof.py" ] ||
			die "there is no NMS $name (nms-integration/prove --list)"
	done
}

# missing_packages NMS...: what is named in their files "packages", one name a line, and not installed.
missing_packages() {
	local name file
	local files=()
	for name in "$@"; do
		file=$REPO/nms-integration/$name/packages
		[ ! -e "$file" ] || files+=("$file")
	done
	[ "${#files[@]}" -gt 0 ] || return 0
	sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "${files[@]}" | sort -u | while read -r name; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s\n' "$name"
	done
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

# unless_interrupted COMMAND...: its status; ends us, too, if a signal ended it.
unless_interrupted() {
	local status=0
	"$@" || status=$?
	[ "$status" -le 128 ] || exit "$status"
	return "$status"
}

# install_packages LOG PACKAGE...
install_packages() {
	local log=$1
	shift
	# A subshell, so that its trap puts the policy back however it ends.
	(
		trap permit_services EXIT
		trap 'exit 130' INT
		trap 'exit 143' TERM HUP
		forbid_services
		export RUNLEVEL=1
		with_progress "Installing them with apt" "$log" "$APT_PROGRESS" apt_install "$@"
	)
}

setup_nms_packages() {
	local names missing name before new
	mapfile -t names < <(nms_names)
	mapfile -t missing < <(missing_packages "${names[@]}")
	[ "${#missing[@]}" -gt 0 ] || return 0
	say "Packages to install: ${missing[*]}"
	apt_update || say "Going on with the lists that are there."
	before=$(installed_packages)
	if ! unless_interrupted install_packages "$STATE/log/apt-nms.log" "${missing[@]}"; then
		# One package that cannot be had is no reason to do without the others.
		for name in "${names[@]}"; do
			mapfile -t missing < <(missing_packages "$name")
			[ "${#missing[@]}" = 0 ] || {
				say "$name by itself: ${missing[*]}"
				unless_interrupted install_packages "$STATE/log/apt-nms-$name.log" "${missing[@]}" || true
			}
		done
	fi
	new=$(comm -13 <(printf '%s\n' "$before") <(installed_packages))
	# shellcheck disable=SC2086 # one name a word
	[ -z "$new" ] || disable_units $new
}

# What the folders' scripts "prepare" build; each looks first whether it is done.
prepare_nms() {
	local name
	for name in $(nms_names); do
		[ ! -x "$REPO/nms-integration/$name/prepare" ] || unless_interrupted "$REPO/nms-integration/$name/prepare" ||
			say "$name cannot be proven: what it needs could not be built, see above."
	done
}

# nms_are_ready: whether all packages are there; says which NMSs lack some.
nms_are_ready() {
	local name missing
	local status=0
	for name in $(nms_names); do
		missing=$(missing_packages "$name")
		[ -z "$missing" ] || {
			say "$name cannot be proven: no package ${missing//$'\n'/, }; $STATE/log/apt-nms-$name.log says why."
			status=1
		}
	done
	return "$status"
}
