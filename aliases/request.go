package aliases

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// How long the answer to a request is kept: until it is that old, or so many
// others were recorded after it. A caller who tries again does so within minutes;
// a week lets a queue of edits be sent again after a long weekend.
const (
	MaxRequestAge = 7 * 24 * time.Hour
	MaxRequests   = 100_000
)

// Once calls fn for a request that was not done yet, and records its answer
// with the edit. When the request was done before, fn is not called, and the
// answer is that of the first time. The digest tells what was asked:
// ErrRequestReused when the request was done with another one.
func (tx *Tx) Once(request string, digest []byte, fn func() (answer []byte, err error)) (answer []byte, err error) {
	var asked []byte
	err = tx.q.QueryRowContext(tx.ctx, "SELECT digest, answer FROM request WHERE id = ?", request).Scan(&asked, &answer)
	switch {
	case err == nil && !bytes.Equal(asked, digest):
		return nil, fmt.Errorf("%w: %q", ErrRequestReused, request)
	case err == nil:
		return answer, nil
	case !errors.Is(err, sql.ErrNoRows):
		return nil, storeError(err)
	}
	if answer, err = fn(); err != nil {
		return nil, err
	}
	tx.unrevised = true
	for _, write := range []struct {
		query string
		args  []any
	}{
		{"DELETE FROM request WHERE time < ?", []any{tx.time - MaxRequestAge.Microseconds()}},
		{"DELETE FROM request WHERE number <= (SELECT max(number) FROM request) - ?", []any{MaxRequests - 1}},
		{"INSERT INTO request (id, digest, answer, time) VALUES (?, ?, ?, ?)", []any{request, digest, answer, tx.time}},
	} {
		if err := tx.exec(write.query, write.args...); err != nil {
			return nil, err
		}
	}
	return answer, nil
}
