package main

// maxPage is the largest page that the contract allows.
const maxPage = 1000

// page is how many to ask for next when so many of limit have come; 0 is the end. A limit of 0 is none.
func page(limit, come int) int32 {
	if limit == 0 {
		return maxPage
	}
	return int32(min(limit-come, maxPage))
}

// printPages prints what a listing gives, page by page, up to limit. next asks
// for a page and returns it with the token of the one after; "" ends the listing.
func printPages[T any](out *printer[T], limit int, next func(size int32, token string) ([]T, string, error)) error {
	if limit < 0 {
		return wrongUsage("--limit cannot be negative")
	}
	token := ""
	for {
		rows, after, err := next(page(limit, out.count), token)
		if err != nil {
			return out.closeAfter(err)
		}
		for _, row := range rows {
			if err := out.print(row); err != nil {
				return err
			}
		}
		if token = after; token == "" || page(limit, out.count) <= 0 {
			return out.end()
		}
	}
}
