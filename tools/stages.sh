#!/usr/bin/env bash
# Runs make targets one after the other, all of them, and says at the end how each went.
set -uo pipefail

failed=0
summary=
for stage in "$@"; do
	echo "== $stage"
	start=$SECONDS
	if make "$stage"; then
		result=ok
	else
		result=FAILED
		failed=1
	fi
	summary+=$(printf '%-16s %-6s %4d s' "${stage#check-}" "$result" $((SECONDS - start)))$'\n'
done

echo "== summary"
printf '%s' "$summary"
exit "$failed"
