-- What the history must know so that the table can be shown as it stood at any revision, and
-- an edit be taken back whole.

-- +goose Up
PRAGMA user_version = 4; -- this file's number

-- Where a merged entity went itself. A redirect says where that leads in the end.
ALTER TABLE entity ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
CREATE INDEX entity_by_merger ON entity (merged_into) WHERE merged_into <> '';

-- The revision of the first change of the edit that a change is part of. NULL for changes made
-- before this was recorded: each of them counts as an edit.
ALTER TABLE change ADD COLUMN edit INTEGER;
-- The ids of the aliases in `after`, in their order, as ranges: '7-9 12'. NULL when it has none,
-- and for changes made before this was recorded.
ALTER TABLE change ADD COLUMN alias_ids TEXT;

-- Edits that named themselves, so that one that comes again is answered and not done again.
CREATE TABLE request (
    number INTEGER NOT NULL PRIMARY KEY, -- in the order they were done
    id     TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL, -- of what was asked
    answer BLOB NOT NULL, -- the caller's to read
    time   INTEGER NOT NULL
) STRICT;
CREATE INDEX request_by_time ON request (time);
