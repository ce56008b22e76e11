-- What lists of others said: for each source, what its last edition said of each entity. A new edition
-- is merged with that and with the table (see package aliases, edition.go).

-- +goose Up
PRAGMA user_version = 3; -- this file's number

CREATE TABLE source_record (
    source TEXT NOT NULL, -- the list's name, as the import gave it
    entity TEXT NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED, -- the ID in the list: merged entities keep theirs
    record TEXT NOT NULL, -- in the file format
    listed INTEGER NOT NULL CHECK (listed IN (0, 1)), -- 0 when the last edition did not have the entity any more
    PRIMARY KEY (source, entity)
) STRICT, WITHOUT ROWID;
