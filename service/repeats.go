package service

import (
	"sync"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// repeats keeps answers of the newest table revision for mentions that come again:
// in the news most do, and those that are not listed are the dear ones. An answer is
// a function of what was asked and the revision, so what is kept is what would be
// computed anew. The first answer of a later revision empties it.
//
// It has two generations of answers as they are on the wire. When the young one is
// full, it takes the place of the old one; what is asked of the old one becomes
// young again. So what is asked often stays, without an order to keep.
type repeats struct {
	room int // bytes of a generation

	mu         sync.Mutex // held for a moment only
	revision   int64
	young, old map[repeat][]byte
	size       int // bytes of young
}

// repeat is all that an answer depends on beside the revision.
type repeat struct {
	text, language, context string
	entityType              laqabv1.EntityType
	profile                 laqabv1.Profile
	minProbability          float64
	maxCandidates           int32
	omitEvidence            bool
}

// newRepeats returns one of so many bytes, nil for none, which keeps nothing.
func newRepeats(bytes int) *repeats {
	if bytes <= 0 {
		return nil
	}
	return &repeats{room: bytes / 2, young: map[repeat][]byte{}}
}

func repeatOf(req *laqabv1.ResolveRequest) repeat {
	m, p := req.GetMention(), req.GetPolicy()
	return repeat{m.GetText(), m.GetLanguage(), m.GetContext(), m.GetType(), p.GetProfile(), p.GetMinProbability(), p.GetMaxCandidates(), req.GetOmitEvidence()}
}

// get returns the answer of the revision, nil if it is not kept.
func (k *repeats) get(revision int64, req *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
	if k == nil {
		return nil
	}
	encoded := k.find(revision, repeatOf(req))
	if encoded == nil {
		return nil
	}
	r := &laqabv1.ResolveResponse{}
	if r.UnmarshalVT(encoded) != nil {
		return nil // it cannot be: put encoded it
	}
	r.QueryId = req.GetQueryId()
	return r
}

func (k *repeats) find(revision int64, q repeat) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if revision != k.revision {
		return nil
	}
	encoded, ok := k.young[q]
	if !ok {
		if encoded, ok = k.old[q]; ok {
			k.keep(q, encoded)
		}
	}
	return encoded
}

// put keeps an answer, unless it took no longer to find than it takes to keep: names
// that are listed are as near in the index.
func (k *repeats) put(req *laqabv1.ResolveRequest, r *laqabv1.ResolveResponse) {
	if k == nil || listed(r) {
		return
	}
	encoded, err := r.MarshalVT()
	if err != nil {
		return // the caller hears it when the answer is sent
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case r.GetRevision() < k.revision:
		return // a past revision, asked for by its number
	case r.GetRevision() > k.revision:
		k.revision, k.young, k.old, k.size = r.GetRevision(), map[repeat][]byte{}, nil, 0
	}
	k.keep(repeatOf(req), encoded)
}

// keep puts an answer into the young generation.
func (k *repeats) keep(q repeat, encoded []byte) {
	if _, kept := k.young[q]; kept {
		return // by another call meanwhile
	}
	const entry = 200 // bytes of the maps beside the texts
	bytes := entry + len(q.text) + len(q.language) + len(q.context) + len(encoded)
	if k.size+bytes > k.room {
		k.young, k.old, k.size = map[repeat][]byte{}, k.young, 0
	}
	k.young[q] = encoded
	k.size += bytes
}

// listed says whether the mention is the best candidate's name, up to folding.
func listed(r *laqabv1.ResolveResponse) bool {
	if len(r.GetCandidates()) == 0 {
		return false
	}
	kind := r.GetCandidates()[0].GetMatchKind()
	return kind == laqabv1.MatchKind_MATCH_KIND_EXACT || kind == laqabv1.MatchKind_MATCH_KIND_FOLDED
}
