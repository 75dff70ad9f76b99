// Command server is the reference server: it joins Lever and HiPeople for a recruiting
// team. `server --help` names its commands, docs/operate.md how it is run.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// Exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1 // it was started, and something went wrong
	exitUsage  = 2 // the command line or the environment is wrong; nothing was started
)

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	command, code := parse(args, stdout, stderr)
	if command == nil {
		return code
	}
	return command.run(ctx, env{getenv: getenv, stdout: stdout, stderr: stderr})
}
