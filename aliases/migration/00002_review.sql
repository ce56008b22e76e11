-- The review queue and what was decided about it. Neither is part of the table: recording takes no
-- revision, and no export has it. What a decision edits is in the history as every other edit.

-- +goose Up
PRAGMA user_version = 2; -- this file's number

DROP TABLE review; -- of 00001; nothing ever wrote it

CREATE TABLE review (
    folded          TEXT NOT NULL PRIMARY KEY, -- a mention in folded form
    item            TEXT NOT NULL, -- what it has in common with other spellings of the name
    text            TEXT NOT NULL, -- as written; like what follows, of the newest mention
    type            TEXT NOT NULL,
    language        TEXT NOT NULL,
    script          TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    profile         INTEGER NOT NULL, -- of the policy it was resolved by
    min_probability REAL NOT NULL,
    probability     REAL NOT NULL, -- of the best candidate; 0 when there was none
    candidates      TEXT NOT NULL, -- a JSON array
    samples         TEXT NOT NULL, -- a JSON array
    revision        INTEGER NOT NULL, -- that it was resolved at last
    count           INTEGER NOT NULL,
    first_seen      INTEGER NOT NULL,
    last_seen       INTEGER NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('open', 'settled', 'ignored')),
    decision        INTEGER NOT NULL, -- that closed it; 0 while it is open, and when another edit settled it
    skipped         INTEGER NOT NULL  -- the decision that put it off; 0 when none did
) STRICT, WITHOUT ROWID;
CREATE INDEX review_by_item ON review (item);
CREATE INDEX review_by_use ON review (state, count, last_seen);
CREATE INDEX review_by_decision ON review (decision) WHERE decision > 0;

CREATE TABLE decision (
    id        INTEGER NOT NULL PRIMARY KEY,
    time      INTEGER NOT NULL,
    actor     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    kind      TEXT NOT NULL,
    item      TEXT NOT NULL,
    mention   TEXT NOT NULL,
    entity    TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED, -- NULL when it is about none
    revision  INTEGER NOT NULL, -- of its edit; 0 when it made none
    added     TEXT NOT NULL, -- JSON: what to take away again to undo it
    items     INTEGER NOT NULL, -- how much it settled
    spellings INTEGER NOT NULL,
    mentions  INTEGER NOT NULL,
    undone    INTEGER NOT NULL, -- when; 0 while it stands
    undone_by TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_actor ON decision (actor);
