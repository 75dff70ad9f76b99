package levertest_test

import (
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// TestEveryOperationOfTheContract asks for each operation with a credential that lacks its scope: the
// fake must know the path, and refuse it for that scope.
func TestEveryOperationOfTheContract(t *testing.T) {
	t.Parallel()
	var contract struct {
		Paths map[string]map[string]struct {
			Scope string `yaml:"x-scope"`
		}
	}
	if err := yaml.Unmarshal(lever.OpenAPI(), &contract); err != nil {
		t.Fatal(err)
	}
	c, _ := newCaller(t, levertest.WithoutLimit())
	c.auth = key(c.fake.IssueKey("groups:read:admin"))
	parameter := regexp.MustCompile(`\{\w+\}`)
	count := 0
	for path, operations := range contract.Paths {
		for method, operation := range operations {
			count++
			answer := c.do(strings.ToUpper(method), parameter.ReplaceAllString(path, "x"), "{}", 403)
			if message, _ := answer["message"].(string); operation.Scope == "" || !strings.HasSuffix(message, " "+operation.Scope) {
				t.Errorf("%s %s wants %q: %s", method, path, operation.Scope, message)
			}
		}
	}
	if count < 100 {
		t.Errorf("the contract has %d operations", count)
	}
}
