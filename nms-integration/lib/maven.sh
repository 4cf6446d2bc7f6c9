# shellcheck shell=bash
# Builds what stands beside the agent's build, with libraries of its own. Sourced after testbed/lib/common.sh and setup.sh.

# build_beside FOLDER WHAT LOG: class files and target/classpath, unless they are there and nothing of their source has changed.
build_beside() {
	local folder=$1 what=$2 log=$3 key
	setup_jdk
	key=$(cd "$folder" && find pom.xml src -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum)
	if [ "$(cat "$folder/target/built" 2>/dev/null)" != "$key" ] || ! libraries_are_there "$folder"; then
		with_progress "$what" "$STATE/log/$log.log" \
			's/^\[INFO\] --- \([a-z]*\):.*/\1/p' mvn -B -ntp -f "$folder/pom.xml" process-classes
		printf '%s\n' "$key" >"$folder/target/built"
	fi
}

# Libraries may have gone from Maven's repository since.
libraries_are_there() {
	local file
	tr ':' '\n' <"$1/target/classpath" | while read -r file; do [ -r "$file" ] || return 1; done
}
