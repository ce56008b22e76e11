#!/usr/bin/env bash
# Fuzzes every target for a while: fuzz.sh SECONDS shares the seconds out, at most eight each.
# An input that fails is kept in the package's testdata/fuzz, and `go test` tries it from then on.
set -euo pipefail
budget=$1

targets=$(grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sed 's/func //' | sort)
count=$(wc -l <<<"$targets")
each=$((budget / count))
each=$((each > 8 ? 8 : each < 1 ? 1 : each))
echo "$count fuzz targets, ${each} s each"

# fuzz fuzzes a target. Before Go 1.27 a worker that is slow to stop when the time is
# up may count as a failure, without an input that fails (go.dev/issue/75804):
# that is tried again.
fuzz() {
	local log status
	log=$(mktemp)
	for _ in 1 2 3; do
		status=0
		go test -run '^$' -fuzz "^$2\$" -fuzztime "${each}s" "$(dirname "$1")" 2>&1 | tee "$log" || status=$?
		if ((status == 0)) || grep -q 'Failing input' "$log" || ! grep -q '^ *context deadline exceeded$' "$log"; then
			break
		fi
		echo "$2 found nothing that fails, but did not stop in time: once more"
	done
	rm -f "$log"
	return "$status"
}

while IFS=: read -r file target; do
	fuzz "$file" "$target"
done <<<"$targets"
