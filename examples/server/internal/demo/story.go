package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// story plays what people do, each through the HTTP API of the side they work on, and
// tells what comes of it.
type story struct {
	house *house
	tell  *teller
	known facts // what was told last

	patience time.Duration // for what one act is to bring about
	ends     time.Time     // of the patience with the whole story
}

// lookEvery is how often all sides are looked at.
const lookEvery = 50 * time.Millisecond

func (s *story) play(ctx context.Context) error {
	if err := s.join(ctx); err != nil {
		return err
	}
	f := s.house.fakes
	ada := f.company.Ada
	if _, err := send(ctx, http.MethodPut, f.leverURL+f.stagePath(ada.ID), apiKey(f.recruiterKey), f.stage()); err != nil {
		return err
	}
	if err := s.until(ctx, "Ada is invited", func(now facts) bool {
		return now.candidate(ada.ID).ID != "" && now.tagged(ada.ID, "invited")
	}); err != nil {
		return err
	}
	acts := f.hipeopleURL + "/_fake/candidates/" + s.known.candidate(ada.ID).ID
	if _, err := send(ctx, http.MethodPost, acts+"/referees", nil, `{"count":3}`); err != nil {
		return err
	}
	if err := s.until(ctx, "the tag tells of three referees", func(now facts) bool {
		return now.tagged(ada.ID, "in progress 0/3")
	}); err != nil {
		return err
	}
	for answered := 1; answered <= 3; answered++ {
		if _, err := send(ctx, http.MethodPost, acts+"/answer", nil, "{}"); err != nil {
			return err
		}
		if err := s.until(ctx, fmt.Sprintf("answer %d shows", answered), func(now facts) bool {
			return now.tagged(ada.ID, fmt.Sprintf("in progress %d/3", answered)) && len(now.mails) > 0 ||
				answered == 3 && len(shortcomings(now, ada.ID)) == 0
		}); err != nil {
			return err
		}
	}
	return s.finish(ctx, ada)
}

// join connects the two accounts by way of the admin API, and waits until Lever's
// webhook arrives.
func (s *story) join(ctx context.Context) error {
	h := s.house
	f := h.fakes
	answer, err := send(ctx, http.MethodPut, h.serverURL+connectionPath, bearer(h.token), f.connection())
	if err != nil {
		return err
	}
	var connection struct {
		Hooks []string `json:"hipeople_webhook_urls"`
	}
	if err := json.Unmarshal(answer, &connection); err != nil {
		return err
	}
	if len(connection.Hooks) != 1 {
		return fmt.Errorf("the connection has %d addresses for HiPeople's webhooks, want 1", len(connection.Hooks))
	}
	s.tell.say(we, "Lever and HiPeople are joined: both accept their keys.")
	if _, err := send(ctx, http.MethodPut, h.serverURL+automationsPath, bearer(h.token), f.automations()); err != nil {
		return err
	}
	s.tell.say(we, "Whoever reaches %q for %s is invited to HiPeople's %q.",
		f.company.ReferenceCheck.Text, f.company.Backend.Text, f.roles[0].Name)
	hook, err := json.Marshal(map[string]string{"url": connection.Hooks[0]})
	if err != nil {
		return err
	}
	if _, err := send(ctx, http.MethodPut, f.hipeopleURL+"/_fake/webhook", nil, string(hook)); err != nil {
		return err
	}
	s.tell.say(atHiPeople, "Webhooks go to the address that we gave.")
	if err := s.until(ctx, "our webhook stands at Lever", func(now facts) bool { return s.verified(ctx, now) }); err != nil {
		return err
	}
	s.tell.say(atLever, "Our webhook stands, and its test delivery was answered.")
	return nil
}

// verified presses "Verify connection" in Lever's settings: the webhook stands before we
// hold its token.
func (s *story) verified(ctx context.Context, now facts) bool {
	if len(now.lever.Webhooks) != 1 {
		return false
	}
	answer, err := send(ctx, http.MethodPost, s.house.fakes.leverURL+"/_fake/webhooks/"+now.lever.Webhooks[0].ID+"/ping", nil, "")
	var delivery levertest.Delivery
	return err == nil && json.Unmarshal(answer, &delivery) == nil && delivery.Delivered()
}

// until tells what happens until it is done, or patience ends.
func (s *story) until(ctx context.Context, what string, done func(facts) bool) error {
	waiting, cancel := context.WithTimeout(ctx, min(s.patience, time.Until(s.ends)))
	defer cancel()
	for {
		err := s.look(waiting)
		switch {
		case err == nil && done(s.known):
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case waiting.Err() != nil:
			missing := []string{"it did not come to pass that " + what}
			return &IncompleteError{append(missing, shortcomings(s.known, s.house.fakes.company.Ada.ID)...)}
		case err != nil:
			return err
		}
		pause(waiting)
	}
}

// watch goes on telling until ctx ends, which is no error.
func (s *story) watch(ctx context.Context) error {
	for pause(ctx) {
		if err := s.look(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

func pause(ctx context.Context) bool {
	timer := time.NewTimer(lookEvery)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// look reads all sides and tells what is new.
func (s *story) look(ctx context.Context) error {
	now, err := s.house.look(ctx)
	if err != nil {
		return err
	}
	s.tell.tell(news(s.known, now)...)
	s.known = now
	return nil
}

func (f facts) candidate(opportunity string) hipeopletest.Candidate {
	return find(f.candidates, func(c hipeopletest.Candidate) bool { return c.ATSCandidateID == opportunity })
}

// tagged reports that the profile's one tag of ours says this.
func (f facts) tagged(opportunity, says string) bool {
	tags := f.ourTags(opportunity)
	return len(tags) == 1 && strings.HasPrefix(tags[0], tagPrefix+says)
}

func (f facts) ourTags(opportunity string) []string {
	return slices.DeleteFunc(slices.Clone(f.lever.opportunity(opportunity).Tags), func(tag string) bool {
		return !strings.HasPrefix(tag, tagPrefix)
	})
}

// finish reads the report where a recruiter finds it, sums up, and judges.
func (s *story) finish(ctx context.Context, ada levertest.Opportunity) error {
	f := s.house.fakes
	missing := shortcomings(s.known, ada.ID)
	for _, file := range s.known.lever.opportunity(ada.ID).Files {
		content, err := send(ctx, http.MethodGet, f.leverURL+"/v1/opportunities/"+ada.ID+"/files/"+file.ID+"/download", apiKey(f.recruiterKey), "")
		if err != nil {
			return err
		}
		if !strings.HasPrefix(string(content), "%PDF-") {
			missing = append(missing, file.Name+" is no PDF")
		}
	}
	s.summary(ada)
	if len(missing) > 0 {
		return &IncompleteError{missing}
	}
	return nil
}
