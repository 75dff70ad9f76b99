package levertest

import "testing"

func TestSign(t *testing.T) {
	t.Parallel()
	for _, vector := range []struct {
		key, token string
		at         int64
		want       string
	}{
		{"tok", "t1", 1, "9216bd8ab2731225b7b8008287b432b3355b06b2719ce4897791914fa43c613a"},
		{"tok", "t", 11, "9216bd8ab2731225b7b8008287b432b3355b06b2719ce4897791914fa43c613a"},
	} {
		if got := sign(vector.key, vector.token, vector.at); got != vector.want {
			t.Errorf("%+v: %s", vector, got)
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("%5B3%2C1491435120000%2C%22x%22%5D")
	f.Add(cursor{rank: 1, at: -5, id: `"quoted"`}.token())
	f.Add("[1,2]")
	f.Add("%5Bnull%5D")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := parseCursor(token)
		if err != nil {
			return
		}
		if again, err := parseCursor(c.token()); err != nil || again.compare(c) != 0 {
			t.Errorf("%q became %+v and %+v, %v", token, c, again, err)
		}
	})
}
