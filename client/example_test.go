package client_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// dial stands for client.Dial("127.0.0.1:50051", client.Options{}).
func dial() (*client.Client, func()) {
	c, stop, err := serve(&fake{}, client.Options{})
	if err != nil {
		panic(err)
	}
	return c, stop
}

func ExampleClient_Resolve() {
	laqab, stop := dial()
	defer stop()

	answer, err := laqab.Resolve(context.Background(), client.Mention{
		Text: "Kataib Hizbullah",
		Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	switch answer.GetOutcome() {
	case laqabv1.Outcome_OUTCOME_RESOLVED:
		fmt.Println("it is", answer.GetEntityId())
	case laqabv1.Outcome_OUTCOME_AMBIGUOUS:
		fmt.Println("one of", len(answer.GetCandidates()))
	default:
		fmt.Println("nobody we know")
	}
	// Output: it is kataib-hezbollah
}

func ExampleClient_ResolveAll() {
	laqab, stop := dial()
	defer stop()

	mentions := slices.Values([]client.Mention{{Text: "Kataib Hizbullah"}, {Text: " "}, {Text: "Acme"}})
	for result, err := range laqab.ResolveAll(context.Background(), mentions) {
		var item *client.ItemError
		switch {
		case errors.As(err, &item): // this mention alone
			fmt.Println(result.Index, item.Code, client.Violations(err)[0].GetDescription())
		case err != nil: // the end
			fmt.Println(err)
			return
		default:
			fmt.Println(result.Index, result.Mention.Text, "->", result.Response.GetOutcome())
		}
	}
	// Output:
	// 0 Kataib Hizbullah -> OUTCOME_RESOLVED
	// 1 InvalidArgument is empty
	// 2 Acme -> OUTCOME_NO_MATCH
}

func ExampleClient_Curation() {
	laqab, stop := dial()
	defer stop()

	answer, err := laqab.Curation().AddAlias(context.Background(), &laqabv1.AddAliasRequest{
		EntityId: "kataib-hezbollah",
		Alias:    &laqabv1.Alias{Value: "كتائب حزب الله", Language: "ar"},
		Edit:     &laqabv1.Edit{Actor: "desk@example.org", Reason: "seen in the news"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Resolve with this MinRevision sees the alias, whichever replica answers.
	fmt.Println("visible from revision", answer.GetRevision())
	// Output: visible from revision 8
}
