package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// childPath is the environment variable that makes the test binary append to a store
// until it is killed.
const childPath = "SQLITE_TEST_APPEND_TO"

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		fmt.Fprintln(os.Stderr, appendForever(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// appendForever tells each delivery's id once Append has returned.
func appendForever(path string) error {
	ctx := context.Background()
	store, err := Open(ctx, path)
	if err != nil {
		return err
	}
	errs := make(chan error)
	for worker := range 16 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), worker, i)
				if _, err := store.Append(ctx, hpsync.Delivery{ID: id, Connection: "c", Raw: []byte("body of " + id)}); err != nil {
					errs <- err
					return
				}
				if _, err := fmt.Printf("%s\n", id); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

func TestKilledStoreKeepsWhatItConfirmed(t *testing.T) {
	t.Parallel()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "store.db")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var confirmed []string
	for range 5 {
		confirmed = append(confirmed, runAndKill(t, binary, path, 1+random.IntN(2000))...)
	}
	store := openTest(t, path, WithIntegrityCheck())
	defer store.Close()
	due := map[string]bool{}
	keys, err := store.Due(t.Context(), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		due[key.ID] = true
	}
	for _, id := range confirmed {
		delivery, err := store.Delivery(t.Context(), id)
		if err != nil || string(delivery.Raw) != "body of "+id || !due[id] {
			t.Fatalf("%s was confirmed; now its body is %q, due is %v, error is %v", id, delivery.Raw, due[id], err)
		}
	}
	t.Logf("%d were confirmed, %d are stored", len(confirmed), len(keys))
}

// runAndKill starts a child, kills it when it has confirmed n deliveries, wherever it
// is by then, and returns all it confirmed.
func runAndKill(t *testing.T, binary, path string, n int) (confirmed []string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), binary)
	child.Env = append(os.Environ(), childPath+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil { // the end, perhaps in the middle of a line
			break
		}
		confirmed = append(confirmed, line[:len(line)-1])
		if len(confirmed) == n {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	if len(confirmed) < n {
		t.Fatalf("the child confirmed %d, want at least %d", len(confirmed), n)
	}
	return confirmed
}
