package hipeopletest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"time"
)

// sharePath is plain and stays the same, or is signed and expires.
func (a *api) sharePath(id string) string {
	if a.config.shareTTL > 0 {
		return a.signedPath("/share/"+id, a.config.shareTTL)
	}
	return "/share/" + id
}

func (a *api) signedPath(path string, ttl time.Duration) string {
	expires := strconv.FormatInt(time.Now().Add(ttl).Unix(), 10)
	return path + "?expires=" + expires + "&signature=" + a.signature(path, expires)
}

func (a *api) signature(path, expires string) string {
	mac := hmac.New(sha256.New, []byte(a.config.secret))
	fmt.Fprintf(mac, "%s?%s", path, expires)
	return hex.EncodeToString(mac.Sum(nil))
}

// signed reports whether the request's link is genuine and not expired.
func (a *api) signed(r *http.Request) bool {
	expires := r.URL.Query().Get("expires")
	until, err := strconv.ParseInt(expires, 10, 64)
	return err == nil && time.Now().Unix() < until && equal(r.URL.Query().Get("signature"), a.signature(r.URL.Path, expires))
}

func (a *api) finished(id string) (Candidate, Role, bool) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	c := a.state.candidate(id)
	if c == nil || c.CompletedAt.IsZero() {
		return Candidate{}, Role{}, false
	}
	role, _ := a.state.role(c.RoleID)
	return c.copy(), role, true
}

// getReport serves the PDF to the key's holder.
func (a *api) getReport(w http.ResponseWriter, r *http.Request) {
	c, role, ok := a.finished(subject(r))
	if !ok {
		writeErrors(w, http.StatusNotFound, "there is no report")
		return
	}
	writePDF(w, c, role)
}

// downloadReport serves the PDF to who has the signed link.
func (a *api) downloadReport(w http.ResponseWriter, r *http.Request) {
	c, role, ok := a.finished(r.PathValue("id"))
	switch {
	case !a.signed(r):
		http.Error(w, "this link is not valid any more", http.StatusForbidden)
	case !ok:
		http.NotFound(w, r)
	default:
		writePDF(w, c, role)
	}
}

func (a *api) sharePage(w http.ResponseWriter, r *http.Request) {
	c, role, ok := a.finished(r.PathValue("id"))
	switch {
	case a.config.shareTTL > 0 && !a.signed(r):
		http.Error(w, "this link is not valid any more", http.StatusForbidden)
	case !ok:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><title>Reference report</title><h1>%s</h1><p>%s: %d of %d references answered.</p><p>This page is made by a fake HiPeople.</p>\n",
			html.EscapeString(role.Name), labels[c.Status], c.Answered(), c.Required)
	}
}

func writePDF(w http.ResponseWriter, c Candidate, role Role) {
	body := renderPDF([]string{
		"Reference report",
		role.Name,
		fmt.Sprintf("%s: %d of %d references answered", labels[c.Status], c.Answered(), c.Required),
		"Completed " + c.CompletedAt.UTC().Format("2 January 2006, 15:04 UTC"),
		"Made by a fake HiPeople: no real person is described here.",
	})
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a caller that went away needs no report
}
