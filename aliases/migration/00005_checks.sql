-- What maintainers decide besides entities and terms. Like terms, such rows are added and removed,
-- never changed, each time with a change record whose entity is NULL.

-- +goose Up
PRAGMA user_version = 5; -- this file's number

-- A finding of a check that is right as it stands.
CREATE TABLE waiver (
    rule    TEXT NOT NULL,
    entity  TEXT NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    value   TEXT NOT NULL, -- the name that the finding is about; '' for every finding of the rule
    reason  TEXT NOT NULL,
    actor   TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (rule, entity, value)
) STRICT, WITHOUT ROWID;

-- What resolves an entity of a type under a profile, where it is not what the profile says.
CREATE TABLE policy (
    type            TEXT NOT NULL,
    profile         TEXT NOT NULL,
    min_probability REAL NOT NULL CHECK (min_probability > 0 AND min_probability <= 1),
    PRIMARY KEY (type, profile)
) STRICT, WITHOUT ROWID;
