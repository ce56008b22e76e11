#!/usr/bin/env bash
# Starts a server with the table that ships, asks it real mentions through gRPC, and stops it.
set -euo pipefail
cd "$(dirname "$0")/../.."
unset LAQAB_TOKEN LAQAB_TLS

dir=$(mktemp -d)
server=
stop() {
	local status=$?
	trap - EXIT
	if [[ -n $server ]]; then
		kill "$server" 2>/dev/null || true
		wait "$server" || echo "demo: laqabd ended with $?" >&2
	fi
	rm -rf "$dir"
	exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

laqab() { bin/laqab --config /dev/null --addr "$addr" "$@"; }

# A busy server logs; here only what goes wrong is of interest.
bin/laqabd serve --db "$dir/laqab.db" --listen 127.0.0.1:0 --addr-file "$dir/addr" --log-level error &
server=$!
until [[ -s $dir/addr ]]; do
	kill -0 "$server" 2>/dev/null || { echo "demo: laqabd did not start" >&2; exit 1; }
	sleep 0.05
done
addr=$(<"$dir/addr")

echo "laqabd serves the table that ships on $addr"
echo
echo "\$ laqab resolve -f tools/demo/mentions.jsonl"
laqab resolve -f tools/demo/mentions.jsonl
echo
echo "\$ laqab explain 'Катаиб Хезболла' kataib-hezbollah"
laqab explain 'Катаиб Хезболла' kataib-hezbollah
