# shellcheck shell=bash
# Other kernels: fetches Debian's packages of them, and boots them under qemu with this machine's own
# userland. Sourced after common.sh and setup.sh.

PACKAGES+=(qemu-system-x86 busybox-static cpio kmod xz-utils debian-archive-keyring)
KERNEL_LIST=$REPO/testbed/lib/kernels.list
KERNELS=$STATE/kernels
ARCHIVE_KEY=/usr/share/keyrings/debian-archive-keyring.gpg
# What the guest's root is made of, and what the checks load by themselves.
KERNEL_MODULES=(virtio_pci 9pnet_virtio 9p overlay)
KERNEL_MEMORY=2048 # MB
# shellcheck disable=SC2034  # used by those who source this
KERNEL_SECONDS=${KERNEL_SECONDS:-900} # that a machine may take from its start to its end

# suite_apt SUITE COMMAND...: apt of one suite of Debian's archive, whatever this system's own sources are.
suite_apt() {
	local suite=$1 at=$KERNELS/apt/$1 archive=debian
	shift
	[[ $suite != *-security ]] || archive=debian-security
	mkdir -p "$at/lists/partial" "$at/cache/archives/partial"
	: >"$at/status"
	printf 'deb [signed-by=%s] http://deb.debian.org/%s %s main\n' "$ARCHIVE_KEY" "$archive" "$suite" >"$at/sources.list"
	cat >"$at/apt.conf" <<EOF
Dir::Etc::sourcelist "$at/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$at/lists";
Dir::State::status "$at/status";
Dir::Cache "$at/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "root";
EOF
	APT_CONFIG=$at/apt.conf "$@"
}

# own_apt COMMAND...: apt with this system's own sources.
own_apt() {
	"$@"
}

# parts_of APT PACKAGE: the packages that hold image and modules, the one that is named after the kernel first.
# Since 7 a kernel is of four: image, which has no file, binary, base and modules.
parts_of() {
	local apt=$1 package=$2 found
	# shellcheck disable=SC2086 # a function and its argument
	found=$($apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
		--no-enhances --no-pre-depends "$package" 2>/dev/null | sed -nE 's/^(linux-(image|modules|base|binary)-[0-9].*)$/\1/p' | sort -u)
	[ -n "$found" ] || return 1
	# A meta-package of one series depends on one image.
	printf '%s\n' "$found" | grep '^linux-image-' | grep -v -- '-dbg$' | head -n 1
	printf '%s\n' "$found" | grep -v '^linux-image-' || true
}

# unpack FOLDER FILE.deb...: an image and what its guest can need of its modules, as boot/ and lib/modules/.
unpack() {
	local into=$1 file version
	shift
	half=$into.new
	rm -rf "$into.new"
	mkdir -p "$into.new/lib"
	for file; do
		dpkg-deb --fsys-tarfile "$file" | tar -x -C "$into.new" --exclude='*/kernel/drivers/[!nv]*' \
			--exclude='*/kernel/drivers/net/[!tv]*' --exclude='*/kernel/drivers/v[!i]*' --exclude='*/kernel/sound' \
			--exclude='./usr/share' --exclude='./usr/lib/debug' || return
	done
	# Newer packages keep to /usr alone.
	[ ! -d "$into.new/usr/lib/modules" ] || mv "$into.new/usr/lib/modules" "$into.new/lib/modules"
	version=$(ls "$into.new/lib/modules") || return
	if [ -e "$into.new/lib/modules/$version/vmlinuz" ]; then
		mkdir -p "$into.new/boot"
		mv "$into.new/lib/modules/$version/vmlinuz" "$into.new/boot/vmlinuz-$version"
	fi
	[ -e "$into.new/boot/vmlinuz-$version" ] || { say "E: no image is in ${*##*/}" && return 1; }
	depmod -b "$into.new" "$version" || return
	rm -rf "$into"
	mv "$into.new" "$into"
}

# get_kernel APT PACKAGE: fetches and unpacks it, unless it is here; prints its folder.
get_kernel() {
	local apt=$1 package=$2 parts image at
	mapfile -t parts < <(parts_of "$apt" "$package")
	image=${parts[0]:-}
	if [ -z "$image" ]; then
		say "E: no kernel belongs to a package named $package"
		return 1
	fi
	at=$KERNELS/$image
	if [ ! -d "$at" ]; then
		mkdir -p "$KERNELS/fetched"
		rm -f "$KERNELS"/fetched/*.deb
		# shellcheck disable=SC2086 # a function and its argument
		(cd "$KERNELS/fetched" && $apt apt-get download -q -o APT::Sandbox::User=root "${parts[@]}") >&2 || return
		unpack "$at" "$KERNELS"/fetched/*.deb || return
	fi
	printf '%s\n' "$at"
}

# listed NAME: the suite and the package of a name of the list.
listed() {
	awk -v name="$1" '!/^#/ && $1 == name { print $2, $3 }' "$KERNEL_LIST"
}

# find_kernel NAME: the folder of a kernel that is named as on the command line, fetched if need be. A name of
# the list needs no network once it was fetched. For a shell of its own; half of one does not stay.
find_kernel() {
	local name=$1 suite package at
	half=
	trap 'rm -rf "$half" "$KERNELS/fetched"' EXIT
	if [[ $name == *.deb ]]; then
		[ -r "$name" ] || { say "E: there is no file $name" && return 1; }
		at=$(basename "$name")
		at=$KERNELS/${at%%_*}
		unpack "$at" "$name" || return
		printf '%s\n' "$at"
		return
	fi
	read -r suite package < <(listed "$name") || true
	if [ -z "$suite" ]; then
		get_kernel own_apt "$name"
		return
	fi
	if [ -z "$KERNEL_UPDATE" ] && at=$(readlink -f "$KERNELS/by-name/$name") && [ -d "$at" ]; then
		printf '%s\n' "$at"
		return
	fi
	suite_apt "$suite" apt-get update -q >&2 || return
	at=$(get_kernel "suite_apt $suite" "$package") || return
	mkdir -p "$KERNELS/by-name"
	ln -sfn "$at" "$KERNELS/by-name/$name"
	printf '%s\n' "$at"
}

# initramfs KERNEL IMAGE: the first userland, which mounts this machine's root below a layer of memory and
# gives way to guest-init there.
initramfs() {
	local kernel=$1 image=$2 version root applet module path
	version=$(ls "$kernel/lib/modules")
	root=$image.files
	mkdir -p "$root"/{bin,dev,proc,sys,below,above,mnt,modules}
	cp "$(command -v busybox)" "$root/bin/busybox"
	for applet in sh mount insmod mkdir ln switch_root; do
		ln -s busybox "$root/bin/$applet"
	done
	{
		echo '#!/bin/sh'
		echo 'mount -t proc p /proc; mount -t sysfs s /sys; mount -t devtmpfs d /dev'
		# "builtin" lines need nothing; the order is that of the dependencies.
		for module in "${KERNEL_MODULES[@]}"; do
			modprobe -d "$kernel" -S "$version" --show-depends "$module"
		done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r path; do
			module=$(basename "${path%%.ko*}").ko
			case $path in
			*.xz) xz -dc "$path" >"$root/modules/$module" ;;
			*.zst) zstd -qdc "$path" >"$root/modules/$module" ;;
			*) cp "$path" "$root/modules/$module" ;;
			esac
			echo "insmod /modules/$module"
		done
		cat <<EOF
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose root /below
mount -t tmpfs t /above; mkdir -p /above/upper /above/work
mount -t overlay -o lowerdir=/below,upperdir=/above/upper,workdir=/above/work o /mnt
mount -t proc p /mnt/proc; mount -t sysfs s /mnt/sys; mount -t devtmpfs d /mnt/dev
mount -t tmpfs t /mnt/run
mkdir -p /mnt/run/lock /mnt/lib/modules; ln -sfn '$kernel/lib/modules/$version' '/mnt/lib/modules/$version'
mount -t cgroup2 c /mnt/sys/fs/cgroup; mount -t bpf b /mnt/sys/fs/bpf
mount -t tracefs t /mnt/sys/kernel/tracing; mount -t securityfs s /mnt/sys/kernel/security
export JAVA_HOME='$JAVA_HOME'
exec switch_root /mnt /bin/bash '$REPO/testbed/lib/guest-init'
EOF
	} >"$root/init"
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$image"
	rm -rf "$root"
}

# boot KERNEL SECONDS CONSOLE ARGUMENTS: boots a kernel with further arguments of its command line; what guest-init
# tells goes to standard output, the console to a file. Fails when it has not switched itself off in time. For a shell
# of its own: to end that by TERM ends the machine.
boot() {
	local kernel=$1 seconds=$2 console=$3 arguments=$4
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	initramfs "$kernel" "$scratch/image"
	# One processor: two that wait for each other while a busy machine runs neither take several times as long. la57
	# would be a fifth level of page tables to walk.
	timeout --kill-after=10 "$seconds" nice -n 5 qemu-system-x86_64 -accel tcg -cpu max,la57=off \
		-smp 1 -m "$KERNEL_MEMORY" -nodefaults -no-reboot -display none -serial "file:$console" -serial stdio \
		-kernel "$kernel"/boot/vmlinuz-* -initrd "$scratch/image" -append "console=ttyS0 panic=-1 quiet $arguments" \
		-virtfs local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap </dev/null &
	machine=$!
	trap 'kill "$machine" 2>/dev/null; exit 143' TERM
	wait "$machine"
}
