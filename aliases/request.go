package aliases

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// RequestsKept is for how long the answer to a request is kept, at least. A
// caller who tries again does so within minutes; a week lets a queue of edits
// be sent again after a long weekend.
const RequestsKept = 7 * 24 * time.Hour

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
	if err := tx.exec("DELETE FROM request WHERE time < ?", tx.time-RequestsKept.Microseconds()); err != nil {
		return nil, err
	}
	err = tx.exec("INSERT INTO request (id, digest, answer, time) VALUES (?, ?, ?, ?)", request, digest, answer, tx.time)
	tx.answered = true
	return answer, err
}
