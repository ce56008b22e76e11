package client

import (
	"crypto/rand"

	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// named returns an edit as it is sent: with an ID, so that it can be sent again
// without being done twice. The caller's own request stays as it is. Anything
// else is returned as it came.
func named(request any) any {
	edit, ok := request.(interface {
		proto.Message
		GetEdit() *laqabv1.Edit
	})
	if !ok || edit.GetEdit() == nil || edit.GetEdit().GetRequestId() != "" {
		return request
	}
	sent := proto.Clone(edit)
	sent.(interface{ GetEdit() *laqabv1.Edit }).GetEdit().RequestId = rand.Text()
	return sent
}
