#!/usr/bin/env bash
# Sees to it that there is a C compiler: the SQLite driver is C.
set -euo pipefail

read -ra cc <<<"$(go env CC)"
found() { command -v "${cc[0]}" >/dev/null; }

if found; then
	exit 0
fi
if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
	echo "installing gcc: the SQLite driver needs a C compiler" >&2
	apt-get update -qq >&2
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev >&2
fi
if ! found; then
	echo "laqab needs a C compiler for SQLite, and ${cc[0]} is not there; on Debian: apt-get install gcc libc6-dev" >&2
	exit 1
fi
