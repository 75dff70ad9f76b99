package proof

import "strings"

// knownDifference is a place where client, fake and contract do not agree, and why that is left so.
type knownDifference struct {
	operation, place, reason string // place begins with, reason holds
	why                      string
}

func (k knownDifference) covers(v violation) bool {
	return v.operation == k.operation && strings.HasPrefix(v.place, k.place) && strings.Contains(v.reason, k.reason)
}

// anyType is why downloads differ.
const anyType = "No download is recorded. The contract calls all of them application/octet-stream, the fake names the type that the file's extension stands for; the client takes any."

var known = []knownDifference{
	{"downloadFile", "answer 200", `Content-Type has unexpected value: "application/pdf"`, anyType},
	{"downloadOffer", "answer 200", `Content-Type has unexpected value: "application/pdf"`, anyType},
	{"downloadResume", "answer 200", `Content-Type has unexpected value: "application/pdf"`, anyType},
}
