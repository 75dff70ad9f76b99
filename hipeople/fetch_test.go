package hipeople

import (
	"net/url"
	"strings"
	"testing"
)

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for address, public := range map[string]bool{
		"93.184.215.14:443": true, "[2606:4700::1111]:443": true,
		"127.0.0.1:443": false, "127.8.9.1:443": false, "[::1]:443": false, "[::ffff:127.0.0.1]:443": false,
		"10.0.0.1:443": false, "172.16.0.1:443": false, "192.168.1.1:443": false, "[fd00::1]:443": false, "[::ffff:10.0.0.1]:443": false,
		"169.254.169.254:80": false, "[fe80::1%eth0]:443": false,
		"0.0.0.0:443": false, "[::]:443": false, "224.0.0.1:443": false, "255.255.255.255:443": false, "240.1.1.1:443": false,
		"100.64.0.1:443": false, "198.18.0.1:443": false, "[64:ff9b::a00:1]:443": false, "[2002:7f00:1::]:443": false,
		"example.com:443": false, "": false,
	} {
		if err := checkAddress(address, false); (err == nil) != public {
			t.Errorf("%s: %v, public %t", address, err, public)
		}
	}
	for address, want := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "10.0.0.1:80": false, "169.254.169.254:80": false} {
		if err := checkAddress(address, true); (err == nil) != want {
			t.Errorf("loopback allowed, %s: %v", address, err)
		}
	}
}

func rulesFor(t testing.TB, base string, loopback bool) hostRules {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return hostRules{base: u, loopback: loopback, hosts: []string{"files.example.com", "*.cdn.example.com"}}
}

func TestHostRules(t *testing.T) {
	t.Parallel()
	rules := rulesFor(t, "https://api.hipeople.io/api", false)
	for link, want := range map[string]bool{
		"https://api.hipeople.io/reports/1": true, "https://API.hipeople.io/x": true,
		"https://files.example.com/a?sig=b": true, "https://FILES.example.com/": true, "https://files.example.com:8443/": true,
		"https://a.cdn.example.com/": true, "https://a.b.cdn.example.com/": true, "https://app.hipeople.io/": true,
		"https://cdn.example.com/": false, "https://evilcdn.example.com/": false, "https://files.example.com.evil.net/": false,
		"https://evil.net/files.example.com": false, "https://files.example.com@evil.net/": false,
		"https://u:p@files.example.com/": false, "http://files.example.com/": false, "http://api.hipeople.io/": false,
		"https://127.0.0.1/": false, "http://localhost/": false, "ftp://files.example.com/": false,
		"javascript:alert(1)": false, "/relative": false, "//files.example.com/": false, "https:///x": false, "": false,
	} {
		target, err := url.Parse(link)
		if got := err == nil && rules.check(target, []string{"app.hipeople.io"}) == nil; got != want {
			t.Errorf("%q allowed: %t, want %t", link, got, want)
		}
	}
	local := rulesFor(t, "http://127.0.0.1:9002/api", true)
	for link, want := range map[string]bool{
		"http://127.0.0.1:9002/r": true, "http://localhost:1/": true, "http://[::1]:1/": true, "http://10.0.0.1/": false, "http://files.example.com/": false,
	} {
		target, err := url.Parse(link)
		if got := err == nil && local.check(target, nil) == nil; got != want {
			t.Errorf("loopback allowed, %q: %t, want %t", link, got, want)
		}
	}
	if plain := rulesFor(t, "http://127.0.0.1:9002/api", false); plain.check(local.base, nil) == nil {
		t.Error("plain http to the API's own host wants the option")
	}
}

func TestBelowBase(t *testing.T) {
	t.Parallel()
	rules := rulesFor(t, "https://api.hipeople.io/api", false)
	for link, want := range map[string]bool{
		"https://api.hipeople.io/api/candidates/1/report": true,
		"https://api.hipeople.io/apis/x":                  false,
		"https://api.hipeople.io/files/x":                 false,
		"https://api.hipeople.io/api/../files/x":          false,
		"https://api.hipeople.io/api/%2e%2e/files/x":      false,
		"https://api.hipeople.io:444/api/x":               false,
		"http://api.hipeople.io/api/x":                    false,
		"https://evil.net/api/x":                          false,
	} {
		target, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if got := rules.belowBase(target); got != want {
			t.Errorf("%s gets credentials: %t, want %t", link, got, want)
		}
	}
}

func FuzzHostRules(f *testing.F) {
	for _, seed := range []string{
		"https://files.example.com/a", "https://a.cdn.example.com:443/", "http://localhost/", "https://files.example.com@evil.net",
		"https://api.hipeople.io/api/../x", "HTTPS://FILES.EXAMPLE.COM", "https://[::1%25a]/", "https:files.example.com",
	} {
		f.Add(seed)
	}
	rules := rulesFor(f, "https://api.hipeople.io/api", false)
	f.Fuzz(func(t *testing.T, link string) {
		target, err := url.Parse(link)
		if err != nil || rules.check(target, nil) != nil {
			return
		}
		name := strings.ToLower(target.Hostname())
		if target.Scheme != "https" || target.User != nil ||
			name != "api.hipeople.io" && name != "files.example.com" && !strings.HasSuffix(name, ".cdn.example.com") {
			t.Errorf("%q was allowed", link)
		}
	})
}

func TestValidHostPattern(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]bool{
		"files.example.com": true, "*.example.com": true, "localhost": true, "10.0.0.1": true, "::1": true,
		"": false, "*": false, "*.com": false, "*.": false, "*.10.0.0.1": false, "a..b": false, ".a": false, "a.": false,
		"A.example.com": false, "https://a": false, "a:443": false, "a/b": false, "a*.b.c": false, "*.*.b.c": false,
	} {
		if got := validHostPattern(pattern); got != want {
			t.Errorf("%q: %t, want %t", pattern, got, want)
		}
	}
}
