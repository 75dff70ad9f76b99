package levertest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func Example() {
	fake := levertest.New()
	defer fake.Close()
	company := fake.Seed()

	client := &http.Client{Transport: fake.RoundTripper()}
	req, _ := http.NewRequest(http.MethodGet, fake.URL()+"/opportunities/"+company.Ada.ID, nil)
	req.SetBasicAuth(levertest.APIKey, "")
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)

	for _, call := range fake.Calls(levertest.CallFilter{}) {
		fmt.Println(call.Method, call.Path, call.Applied)
	}
	// Output:
	// 200 OK
	// GET /v1/opportunities/0d000000-5eed-4000-8000-000000000001 true
}

func ExampleFake_DeliverTo() {
	fake := levertest.New()
	defer fake.Close()
	company := fake.Seed()
	received := make(chan string)
	fake.DeliverTo(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { received <- r.UserAgent() }))

	client := &http.Client{Transport: fake.RoundTripper()}
	req, _ := http.NewRequest(http.MethodPost, fake.URL()+"/webhooks",
		strings.NewReader(`{"event": "candidateStageChange", "url": "https://app.example/webhooks/lever"}`))
	req.SetBasicAuth(levertest.APIKey, "")
	if resp, err := client.Do(req); err == nil {
		resp.Body.Close()
		fmt.Println(resp.Status)
	}
	_ = fake.MoveToStage(company.Ada.ID, "Reference check")
	fmt.Println(<-received)
	// Output:
	// 201 Created
	// Lever-Webhooks
}

func ExampleFake_Faults() {
	fake := levertest.New()
	defer fake.Close()
	company := fake.Seed()
	armed := fake.Faults().Add(levertest.Fault{Kind: levertest.ResetAfter, Method: "POST", Path: "/v1/opportunities/*/notes"})

	client := &http.Client{Transport: fake.RoundTripper()}
	req, _ := http.NewRequest(http.MethodPost, fake.URL()+"/opportunities/"+company.Ada.ID+"/notes", strings.NewReader(`{"value": "Done"}`))
	req.SetBasicAuth(levertest.APIKey, "")
	_, err := client.Do(req)
	ada, _ := fake.Opportunity(company.Ada.ID)
	fmt.Println("an error:", err != nil, "notes:", len(ada.Notes), "fired:", armed.Fired())
	// Output: an error: true notes: 1 fired: 1
}

func ExampleFake_Approve() {
	fake := levertest.New()
	defer fake.Close()
	fake.Seed()
	app := fake.AddApp(levertest.App{Name: "Bridge", RedirectURIs: []string{"https://app.example/callback"}})

	ask := url.Values{
		"client_id": {app.ClientID}, "redirect_uri": {"https://app.example/callback"}, "response_type": {"code"}, "state": {"s1"},
		"scope": {"offline_access stages:read:admin"}, "audience": {fake.Audience()},
	}
	callback, err := fake.Approve(fake.AuthorizeURL() + "?" + ask.Encode())
	if err != nil {
		fmt.Println(err)
		return
	}
	back, _ := url.Parse(callback)
	client := &http.Client{Transport: fake.RoundTripper()}
	resp, err := client.PostForm(fake.TokenURL(), url.Values{
		"grant_type": {"authorization_code"}, "client_id": {app.ClientID}, "client_secret": {app.ClientSecret},
		"redirect_uri": {"https://app.example/callback"}, "code": {back.Query().Get("code")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var tokens struct {
		Scope     string `json:"scope"`
		ExpiresIn int    `json:"expires_in"`
	}
	_ = json.NewDecoder(resp.Body).Decode(&tokens)
	fmt.Println(tokens.Scope, tokens.ExpiresIn)

	_ = fake.RevokeGrant(app.ClientID) // a Super Admin under Authorized Apps
	fmt.Println(len(fake.Grants()), "grants")
	// Output:
	// offline_access stages:read:admin 3600
	// 0 grants
}
