package aliases

import (
	"database/sql"
	"iter"
)

// stream yields what a query selects, each row as scan reads it. It ends with
// the first error.
func stream[T any](v *View, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := v.q.QueryContext(v.ctx, query, args...)
		if err != nil {
			yield(none, storeError(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			row, err := scan(rows)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, storeError(err))
		}
	}
}

// collect returns all that a query selects.
func collect[T any](v *View, scan func(*sql.Rows) (T, error), query string, args ...any) (all []T, err error) {
	for row, err := range stream(v, scan, query, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}
