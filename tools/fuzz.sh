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
while IFS=: read -r file target; do
	go test -run '^$' -fuzz "^$target\$" -fuzztime "${each}s" "$(dirname "$file")"
done <<<"$targets"
