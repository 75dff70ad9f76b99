package sqlite

import "strings"

// conditions are a WHERE clause in the making.
type conditions struct {
	terms []string
	args  []any
	led   bool // a column has been given that picks the index
}

// equal narrows by a column; an empty value does not. Columns are given in the order
// of how few rows they leave: the first picks the index, and a "+" keeps SQLite,
// which has no statistics, from picking a later one's.
func (c *conditions) equal(column, value string) {
	if value == "" {
		return
	}
	if c.led {
		column = "+" + column
	}
	c.led = true
	c.add(column+" = ?", value)
}

func (c *conditions) add(term string, args ...any) {
	c.terms, c.args = append(c.terms, term), append(c.args, args...)
}

func (c *conditions) String() string {
	if len(c.terms) == 0 {
		return "true"
	}
	return strings.Join(c.terms, " AND ")
}

// optional is text as a column keeps it that is NULL where there is none.
func optional(text string) any {
	if text == "" {
		return nil
	}
	return text
}
