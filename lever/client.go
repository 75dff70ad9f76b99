package lever

import (
	"context"
	"net/url"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Client speaks to one Lever account with one credential. It is safe for concurrent use.
type Client struct {
	Opportunities     *OpportunitiesService
	Contacts          *ContactsService
	Applications      *ApplicationsService
	Feedback          *FeedbackService
	Files             *FilesService
	Forms             *FormsService
	Interviews        *InterviewsService
	Notes             *NotesService
	Offers            *OffersService
	Panels            *PanelsService
	Referrals         *ReferralsService
	Resumes           *ResumesService
	Postings          *PostingsService
	Requisitions      *RequisitionsService
	RequisitionFields *RequisitionFieldsService
	Stages            *StagesService
	ArchiveReasons    *ArchiveReasonsService
	DispositionStages *DispositionStagesService
	Sources           *SourcesService
	Tags              *TagsService
	FeedbackTemplates *FeedbackTemplatesService
	FormTemplates     *FormTemplatesService
	Users             *UsersService
	Uploads           *UploadsService
	EEO               *EEOService
	Surveys           *SurveysService
	AuditEvents       *AuditEventsService
	Webhooks          *WebhooksService

	auth      Auth
	transport *transport.Transport
}

// NewClient returns a client of the production API, unless [WithBaseURL] says otherwise. It sends nothing. A bad
// credential or option is an [*ArgumentError].
func NewClient(auth Auth, opts ...Option) (*Client, error) {
	if auth.value == nil || auth.fault != "" {
		kind, fault := auth.kind, auth.fault
		if kind == "" {
			kind, fault = "credential", "missing"
		}
		return nil, optionError(kind, fault, "one made by APIKey, BearerToken or TokenSource")
	}
	base, err := url.Parse(ProductionURL)
	if err != nil {
		return nil, err
	}
	settings := config{BaseURL: base, Authorize: auth.authorize, Renew: auth.renewal(), UserAgent: "leverhipeople-go"}
	for _, opt := range opts {
		if err := opt(&settings); err != nil {
			return nil, err
		}
	}
	if settings.Limiter == nil {
		settings.Limiter = NewLimiter(10, 20, false)
	}
	sender, err := transport.New(settings)
	if err != nil {
		return nil, err
	}
	client := &Client{auth: auth, transport: sender}
	client.Opportunities = &OpportunitiesService{client}
	client.Contacts = &ContactsService{client}
	client.Applications = &ApplicationsService{client}
	client.Feedback = &FeedbackService{client}
	client.Files = &FilesService{client}
	client.Forms = &FormsService{client}
	client.Interviews = &InterviewsService{client}
	client.Notes = &NotesService{client}
	client.Offers = &OffersService{client}
	client.Panels = &PanelsService{client}
	client.Referrals = &ReferralsService{client}
	client.Resumes = &ResumesService{client}
	client.Postings = &PostingsService{client}
	client.Requisitions = &RequisitionsService{client}
	client.RequisitionFields = &RequisitionFieldsService{client}
	client.Stages = &StagesService{client}
	client.ArchiveReasons = &ArchiveReasonsService{client}
	client.DispositionStages = &DispositionStagesService{client}
	client.Sources = &SourcesService{client}
	client.Tags = &TagsService{client}
	client.FeedbackTemplates = &FeedbackTemplatesService{client}
	client.FormTemplates = &FormTemplatesService{client}
	client.Users = &UsersService{client}
	client.Uploads = &UploadsService{client}
	client.EEO = &EEOService{client}
	client.Surveys = &SurveysService{client}
	client.AuditEvents = &AuditEventsService{client}
	client.Webhooks = &WebhooksService{client}
	return client, nil
}

// Reserve books the next request at the limiter and says how long to wait until it may start. Pass [Reserved] to the call
// that uses it. A booking that is not used is lost.
func (c *Client) Reserve(ctx context.Context) (time.Duration, error) { return c.transport.Reserve(ctx) }

// CloseIdleConnections closes the connections no call is using.
func (c *Client) CloseIdleConnections() { c.transport.CloseIdleConnections() }
