package hipeople

// InviteSpec is the one call that creates a candidate and has HiPeople mail them.
type InviteSpec struct {
	Evidence  Evidence          `yaml:"evidence"`
	Method    string            `yaml:"method"` // PUT or POST
	Path      string            `yaml:"path"`
	Body      BodyStyle         `yaml:"body"`
	Fields    InviteFields      `yaml:"fields"`
	Constants map[string]string `yaml:"constants"` // sent with every invitation as they are
}

// InviteFields names the fields of an invitation. Dots nest ("profile.email"). A
// field without a name is not sent.
type InviteFields struct {
	Role               string `yaml:"role"`
	ATSCandidate       string `yaml:"ats_candidate"`
	ExternalReference  string `yaml:"external_reference"`
	FullName           string `yaml:"full_name"`
	Email              string `yaml:"email"`
	Phone              string `yaml:"phone"`
	JobTitle           string `yaml:"job_title"`
	OwnerName          string `yaml:"owner_name"`
	OwnerEmail         string `yaml:"owner_email"`
	HiringManagerName  string `yaml:"hiring_manager_name"`
	HiringManagerEmail string `yaml:"hiring_manager_email"`
}

// FindSpec is the look-up of candidates by what the ATS calls them. The query names
// are filters such as "ats_candidate_id[id]"; one that HiPeople ignores costs time,
// never correctness, since every row is verified. A query without a name is not sent.
type FindSpec struct {
	Evidence     Evidence `yaml:"evidence"`
	Path         string   `yaml:"path"`
	ATSCandidate string   `yaml:"ats_candidate"`
	Role         string   `yaml:"role"`
	PageSize     int      `yaml:"page_size"` // rows a page, 1 to 500
	MaxPages     int      `yaml:"max_pages"` // 1 to 1000; with more to read the look-up is no answer
}

// GetSpec is the read of one candidate.
type GetSpec struct {
	Evidence Evidence `yaml:"evidence"`
	Path     string   `yaml:"path"`
}

// CandidateSpec says where a candidate's own values lie.
type CandidateSpec struct {
	Evidence          Evidence `yaml:"evidence"`
	ID                []string `yaml:"id"`
	Role              []string `yaml:"role"`
	ATSCandidate      []string `yaml:"ats_candidate"`
	ExternalReference []string `yaml:"external_reference"`
	CreatedAt         []string `yaml:"created_at"`
}

// StatusSpec says where the state of a reference check lies and what its words mean.
// Words are compared in lower case with "_" for spaces, hyphens and case changes; a
// word that is not listed is [StatusUnknown]. Where no path leads to a word, the
// first rule that holds decides.
type StatusSpec struct {
	Evidence    Evidence               `yaml:"evidence"`
	Paths       []string               `yaml:"paths"`
	Words       map[string]StatusValue `yaml:"words"`
	Rules       []StatusRule           `yaml:"rules"`
	CompletedAt []string               `yaml:"completed_at"`
}

// StatusRule reads a state from a boolean or a time, for an API that keeps no word: a
// front end of HiPeople's computed a state from such fields (observed). A path that
// leads to nothing makes no rule hold.
type StatusRule struct {
	Path   string          `yaml:"path"`
	When   StatusCondition `yaml:"when"`
	Status StatusValue     `yaml:"status"`
}

// StatusCondition is what a [StatusRule] asks of the value at its path.
type StatusCondition string

// The conditions.
const (
	WhenTrue  StatusCondition = "true"  // true, or 1
	WhenFalse StatusCondition = "false" // false, or 0
	WhenSet   StatusCondition = "set"   // anything but null, "", false and 0
	WhenUnset StatusCondition = "unset" // there, and one of null, "", false and 0
	WhenPast  StatusCondition = "past"  // a time that lies behind us
)

// RefereesSpec says where referees and progress lie: in the candidate (List), or
// behind a call of their own (Path).
type RefereesSpec struct {
	Evidence      Evidence `yaml:"evidence"`
	Path          string   `yaml:"path"`
	List          []string `yaml:"list"`
	ID            []string `yaml:"id"`
	Status        []string `yaml:"status"`
	AnsweredWords []string `yaml:"answered_words"`
	AnsweredAt    []string `yaml:"answered_at"`
	Required      []string `yaml:"required"` // in the candidate: how many answers are wanted
	Answered      []string `yaml:"answered"` // in the candidate: how many came, where HiPeople counts
}

// FraudSpec says where HiPeople's fraud warning lies: it is raised when candidate and
// referee share an address or a device (documented), often for harmless reasons.
type FraudSpec struct {
	Evidence  Evidence `yaml:"evidence"`
	Candidate []string `yaml:"candidate"`
	Referee   []string `yaml:"referee"` // in a referee
}

// ReportSpec says where the PDF is: at a URL in the candidate, else behind a call
// with the client's credentials.
type ReportSpec struct {
	Evidence Evidence `yaml:"evidence"`
	URL      []string `yaml:"url"`
	Path     string   `yaml:"path"`
	Hosts    []string `yaml:"hosts"` // allowed beside the API's own; "*.example.com" for any below
}

// ShareSpec says where the link to the report for people lies, or else how it is
// built from a template that an operator has set. Either way its host must be one of
// Hosts or the API's own.
type ShareSpec struct {
	Evidence Evidence `yaml:"evidence"`
	URL      []string `yaml:"url"`
	Template string   `yaml:"template"` // https, with {candidate_id} as one element of the path
	Hosts    []string `yaml:"hosts"`
}

// AppSpec builds links into HiPeople's web app for those who have an account there.
// Templates are https with the placeholders as elements of the path. No pattern is
// public, so none is set unless an operator does.
type AppSpec struct {
	Evidence  Evidence `yaml:"evidence"`
	Candidate string   `yaml:"candidate"` // with {candidate_id}, and {role_id} if wanted
	Role      string   `yaml:"role"`      // with {role_id}
}

// ActionSpec is a call on one candidate or webhook that carries no body.
type ActionSpec struct {
	Evidence Evidence `yaml:"evidence"`
	Method   string   `yaml:"method"` // PUT, POST or DELETE
	Path     string   `yaml:"path"`
}

// TokenSpec says where the answer to minting a key pair holds its halves. The call is
// documented, the names in its answer are not.
type TokenSpec struct {
	Evidence Evidence `yaml:"evidence"`
	Key      []string `yaml:"key"`
	Secret   []string `yaml:"secret"`
}
