package match

import (
	"math"

	"github.com/laqab/laqab/resolver/name"
)

// backgroundEntities keeps words of a small table from looking common: it is
// the size of table at which its own counts start to speak for themselves.
const backgroundEntities = 2000

// rarityCap is the most that a word of a role is worth, in bits, however rare
// it is in this table: in a table of 250 entities "sheikh" may stand once, yet
// it is common in the world. The caps are the rarity of the role's middle word
// in the large tables of the training data.
var rarityCap = [name.RoleCount]float64{
	name.RoleFunction:  1,
	name.RoleLegal:     2,
	name.RoleHonorific: 5,
	name.RoleKin:       5,
	name.RoleInitial:   6,
	name.RoleOrg:       8,
	name.RoleUnit:      9,
	name.RolePlace:     9,
	name.RoleQualifier: 11,
	name.RoleGeo:       11,
	name.RoleNumber:    11,
	name.RoleGiven:     12,
	name.RoleContent:   math.MaxFloat64,
}

// Entities is how many entities a table has, as Rarity takes it: log2 of twice the number,
// with the background's.
type Entities float64

// EntitiesOf returns it for a number of them.
func EntitiesOf(n int) Entities { return Entities(bitsOf(2 * (n + backgroundEntities))) }

// Rarity is what a word is worth in bits: log2 of the table's entities by
// those that have it, within what words of its role are worth anywhere.
func Rarity(role name.Role, of Entities, having int) float32 {
	return float32(min(float64(of)-bitsOf(2*having+1), rarityCap[role]))
}

// bitsOf is log2 of a number of halves. Most words of a table are in few names,
// and every one that is looked at is asked for.
func bitsOf(halves int) float64 {
	if halves < len(smallBits) {
		return smallBits[halves]
	}
	return math.Log2(float64(halves))
}

var smallBits = func() (t [1 << 10]float64) {
	for n := range t {
		t[n] = math.Log2(float64(n))
	}
	return t
}()
