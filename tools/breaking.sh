#!/usr/bin/env bash
# Checks the contract against that of main: breaking.sh BUF-COMMAND...
# In a fresh clone of a branch, main is only origin/main.
set -euo pipefail

for base in origin/main main; do
	if git cat-file -e "$base:proto" 2>/dev/null; then
		break
	fi
	base=
done
if [[ -z $base ]]; then
	echo "buf breaking: skipped, there is no main with a contract to compare with"
	exit 0
fi
if git diff --quiet "$base" -- proto; then
	echo "buf breaking: skipped, the contract is that of $base"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
git archive "$base" buf.yaml proto | tar -x -C "$dir"
"$@" breaking --against "$dir"
echo "buf breaking: nothing breaks callers of $base"
