package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/app"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/config"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/demo"
)

// commands is the command line; kong reads its tags.
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Run the server. It is configured by environment variables, see docs/configuration.md."`
	Demo    demoCommand    `cmd:"" help:"Play a reference check on this machine alone, with a fake Lever and a fake HiPeople, and show the pages."`
	Fakes   fakesCommand   `cmd:"" help:"Serve a fake Lever and a fake HiPeople, for trying serve without accounts."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// command is what was chosen on the command line.
type command interface {
	run(ctx context.Context, env env) (code int)
}

// env is what a command may touch of the process.
type env struct {
	getenv         func(string) string
	stdout, stderr io.Writer
}

func (e env) fail(code int, err error) int {
	fmt.Fprintln(e.stderr, err)
	return code
}

// parse returns the command, or nil and the exit code where there is nothing to run:
// after --help, and after a command line that is wrong.
func parse(args []string, stdout, stderr io.Writer) (command, int) {
	var cli commands
	asked, code := false, exitOK // kong goes on after --help, so its exit is remembered
	parser, err := kong.New(&cli,
		kong.Name("server"),
		kong.Description("Joins Lever and HiPeople: who enters a stage is invited to a reference check, and the report comes back."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { asked, code = true, c }),
	)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return nil, exitUsage
	}
	chosen, err := parser.Parse(args)
	switch {
	case asked:
		return nil, code
	case err != nil:
		fmt.Fprintf(stderr, "server: %v; see server --help\n", err)
		return nil, exitUsage
	}
	selected, ok := reflect.TypeAssert[command](chosen.Selected().Target.Addr())
	if !ok {
		fmt.Fprintf(stderr, "server: %s is no command\n", chosen.Command())
		return nil, exitUsage
	}
	return selected, exitOK
}

type serveCommand struct{}

func (*serveCommand) run(ctx context.Context, env env) int {
	loaded, err := config.Load(env.getenv)
	if err != nil {
		return env.fail(exitUsage, err)
	}
	loaded.App.Logger = slog.New(slog.NewJSONHandler(env.stderr, &slog.HandlerOptions{Level: loaded.LogLevel}))
	err = app.Run(ctx, loaded.App, func(baseURL string) {
		fmt.Fprintln(env.stdout, "listening on", baseURL)
	})
	var wrong *app.ConfigError
	switch {
	case errors.As(err, &wrong):
		return env.fail(exitUsage, err)
	case err != nil:
		return env.fail(exitFailed, err)
	}
	return exitOK
}

type demoCommand struct {
	Once bool   `help:"Play the story, say what came of it, and end: with 0 only if everything arrived."`
	Addr string `help:"Loopback address of the server; any free port if it is not given." placeholder:"HOST:PORT"`
	Dir  string `help:"Keep the database and the mails in a folder below this one." placeholder:"PATH"`
}

func (c *demoCommand) run(ctx context.Context, env env) int {
	if err := demo.Run(ctx, demo.Options{Once: c.Once, Addr: c.Addr, Dir: c.Dir, Out: env.stdout}); err != nil {
		return env.fail(exitFailed, err)
	}
	return exitOK
}

type fakesCommand struct {
	LeverAddr    string `name:"lever-addr" default:"127.0.0.1:8091" help:"Loopback address of the fake Lever (${default})." placeholder:"HOST:PORT"`
	HiPeopleAddr string `name:"hipeople-addr" default:"127.0.0.1:8092" help:"Loopback address of the fake HiPeople (${default})." placeholder:"HOST:PORT"`
	ServerURL    string `name:"server-url" default:"http://127.0.0.1:8080" help:"Where serve runs, for the lines to try (${default})." placeholder:"URL"`
	JSON         bool   `name:"json" help:"Print one JSON object instead of text."`
}

func (c *fakesCommand) run(ctx context.Context, env env) int {
	err := demo.Fakes(ctx, demo.FakesOptions{
		LeverAddr: c.LeverAddr, HiPeopleAddr: c.HiPeopleAddr, ServerURL: c.ServerURL, JSON: c.JSON, Out: env.stdout,
	})
	if err != nil {
		return env.fail(exitFailed, err)
	}
	return exitOK
}

type versionCommand struct{}

func (*versionCommand) run(_ context.Context, env env) int {
	version, commit := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				commit = " " + setting.Value
			}
		}
	}
	fmt.Fprintf(env.stdout, "leverhipeople %s%s\n", version, commit)
	return exitOK
}
