package lever

import _ "embed"

//go:embed openapi.yaml
var openAPI string

// OpenAPI returns the contract this package is built on: Lever's Data API as OpenAPI 3.1, in YAML.
func OpenAPI() []byte { return []byte(openAPI) }
