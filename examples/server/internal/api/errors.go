package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// problem is an error as the contract says it.
type problem struct {
	status  int
	code    string
	message string
	field   string
}

func (p *problem) Error() string { return p.message }

func invalid(field, message string) *problem {
	return &problem{http.StatusBadRequest, "invalid", message, field}
}

// NotFound answers a path below /api/ that the contract does not have.
func NotFound(w http.ResponseWriter) {
	write(w, &problem{http.StatusNotFound, "not_found", "there is no such path; see /api/openapi.yaml", ""})
}

// MethodNotAllowed answers a method that the path does not have; the header Allow must
// be set already.
func MethodNotAllowed(w http.ResponseWriter) {
	write(w, &problem{http.StatusMethodNotAllowed, "method_not_allowed", "the path takes other methods: " + w.Header().Get("Allow"), ""})
}

// fail answers any error.
func (s *server) fail(w http.ResponseWriter, req *http.Request, err error) {
	p := problemOf(err)
	if p.status >= http.StatusInternalServerError {
		s.Logger.ErrorContext(req.Context(), "call failed", "route", req.Pattern, "error", err)
	}
	if p.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	write(w, p)
}

func problemOf(err error) *problem {
	var ours *problem
	var argument *hpsync.ArgumentError
	var param *InvalidParamFormatError
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &argument):
		return invalid(argument.Field, argument.Error())
	case errors.As(err, &param):
		return invalid(param.ParamName, "the parameter "+param.ParamName+" does not fit its type")
	case errors.Is(err, hpsync.ErrNotFound):
		return &problem{http.StatusNotFound, "not_found", "there is no such thing here", ""}
	case errors.Is(err, hpsync.ErrConflict), errors.Is(err, hpsync.ErrStale), errors.Is(err, hpsync.ErrFenced):
		return &problem{http.StatusConflict, "conflict", err.Error(), ""}
	case errors.Is(err, hpsync.ErrUnproven):
		return &problem{http.StatusUnprocessableEntity, "unproven", err.Error(), ""}
	case errors.Is(err, hpsync.ErrSealed):
		return &problem{http.StatusInternalServerError, "internal", "the credentials of the connection can't be opened: ENCRYPTION_KEYS lacks their key. Connect again.", ""}
	case errors.Is(err, hpsync.ErrClosed), errors.Is(err, context.DeadlineExceeded):
		return &problem{http.StatusServiceUnavailable, "unavailable", "the server can't answer at the moment", ""}
	}
	return &problem{http.StatusInternalServerError, "internal", "something went wrong here; the log says what", ""}
}

func write(w http.ResponseWriter, p *problem) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(Error{Error: ErrorDetail{Code: p.code, Message: p.message, Field: p.field}})
}
