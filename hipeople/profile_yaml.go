package hipeople

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

const maxProfileBytes = 1 << 20

// LoadProfile reads a profile in YAML. Keys that are not set keep the value of
// [DefaultProfile]; lists are replaced, the words of status are added; an empty call
// path takes an operation away. Unknown keys are refused, and so is a profile that
// does not validate. The evidence of an operation that was changed stays what it was
// until the file says otherwise: changing a guess makes it no less of a guess.
func LoadProfile(r io.Reader) (Profile, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxProfileBytes+1))
	if err != nil {
		return Profile{}, fmt.Errorf("hipeople: profile: %w", err)
	}
	if len(data) > maxProfileBytes {
		return Profile{}, &ProfileError{Key: "file", Got: "larger than 1 MiB", Want: "at most 1 MiB"}
	}
	profile := DefaultProfile()
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&profile); err != nil && !errors.Is(err, io.EOF) {
		return Profile{}, fmt.Errorf("hipeople: profile: %w", err)
	}
	var more any
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return Profile{}, &ProfileError{Key: "file", Got: "more than one YAML document", Want: "one"}
	}
	if err := profile.Validate(); err != nil {
		return Profile{}, err
	}
	return profile, nil
}

// LoadProfileFile reads the profile in the named file, see [LoadProfile].
func LoadProfileFile(name string) (Profile, error) {
	file, err := os.Open(name)
	if err != nil {
		return Profile{}, fmt.Errorf("hipeople: profile: %w", err)
	}
	defer file.Close()
	return LoadProfile(file)
}
