-- The alias table. History is append-only and IDs are never reused, so there is no way down:
-- a newer table is refused by an older program, not converted back.
--
-- Rows that belong to an entity are clustered by it (WITHOUT ROWID): one tree holds them, keeps
-- them unique, and reads them in the entity's order. Text columns are '' when unknown, never NULL.
-- Times are microseconds since 1970, UTC.

-- +goose Up
PRAGMA application_id = 1818325346; -- "laqb"
PRAGMA user_version = 1;            -- this file's number

CREATE TABLE counter (
    name  TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- revision: that of the newest change. alias: the greatest alias id given out.
INSERT INTO counter (name, value) VALUES ('revision', 0), ('alias', 0);

CREATE TABLE entity (
    id           TEXT NOT NULL PRIMARY KEY,
    type         TEXT NOT NULL,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL,
    external_ids TEXT NOT NULL, -- a JSON object of strings, keys sorted; '' when empty
    state        TEXT NOT NULL CHECK (state IN ('active', 'deleted', 'merged')),
    revision     INTEGER NOT NULL, -- of its newest change
    created      INTEGER NOT NULL,
    updated      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alias (
    entity   TEXT NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    value    TEXT NOT NULL,
    language TEXT NOT NULL,
    id       INTEGER NOT NULL, -- never reused; its order is that of insertion
    script   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    source   TEXT NOT NULL,
    note     TEXT NOT NULL,
    PRIMARY KEY (entity, value, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE exclusion (
    entity TEXT NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    value  TEXT NOT NULL, -- a string that is not this entity
    reason TEXT NOT NULL,
    PRIMARY KEY (entity, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE redirect (
    old    TEXT NOT NULL PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED -- never itself redirected
) STRICT, WITHOUT ROWID;

CREATE TABLE term (
    concept  TEXT NOT NULL,
    value    TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (concept, value, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    revision  INTEGER NOT NULL PRIMARY KEY,
    time      INTEGER NOT NULL,
    actor     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    operation TEXT NOT NULL,
    entity    TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED, -- NULL when a term was changed
    before    TEXT, -- JSON; NULL when there was nothing before
    after     TEXT  -- JSON; NULL when nothing is left
) STRICT;
CREATE INDEX change_by_entity ON change (entity);

-- +goose StatementBegin
CREATE TRIGGER change_is_never_rewritten BEFORE UPDATE ON change
BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER change_is_never_removed BEFORE DELETE ON change
BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;
-- +goose StatementEnd

CREATE TABLE review (
    mention    TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    state      TEXT NOT NULL,
    count      INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    samples    TEXT NOT NULL, -- a JSON array
    note       TEXT NOT NULL,
    PRIMARY KEY (mention, outcome)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_by_count ON review (state, count);
