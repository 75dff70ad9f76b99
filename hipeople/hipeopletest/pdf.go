package hipeopletest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
)

// renderPDF writes one A4 page with a line of text each, the first as heading. Each
// call gives the file another identity, as report servers do, so that the same report
// never has the same bytes twice.
func renderPDF(lines []string) []byte {
	identity := rand.Text()
	var text strings.Builder
	text.WriteString("BT\n/F1 22 Tf\n72 740 Td\n")
	for i, line := range lines {
		if i == 1 {
			text.WriteString("/F1 13 Tf\n")
		}
		fmt.Fprintf(&text, "(%s) Tj\n0 -32 Td\n", pdfText(line))
	}
	text.WriteString("ET\n")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		fmt.Sprintf("<< /Title (Reference report) /Producer (hipeopletest) /Keywords (%s) >>", identity),
	}
	var file bytes.Buffer
	file.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = file.Len()
		fmt.Fprintf(&file, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := file.Len()
	fmt.Fprintf(&file, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&file, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&file, "trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R /ID [<%x> <%x>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, identity, identity, table)
	return file.Bytes()
}

// pdfText escapes a line for a literal string in Latin-1; what it lacks becomes "?".
func pdfText(line string) string {
	var b strings.Builder
	for _, r := range line {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case r >= 0xa0 && r <= 0xff:
			fmt.Fprintf(&b, `\%03o`, r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}
