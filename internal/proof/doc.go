// Package proof holds what proves the whole: real processes of examples/server, real
// sockets, real files, and faults. It is a module of its own, so that what proving
// needs never reaches those who import a package.
//
// Contract checks hold client, fake and lever/openapi.yaml together: none can drift
// from the others. The process tests build the server once, with the build tag "failpoints", and drive it as a
// user would: by its environment, its admin API and signed webhooks.
package proof
