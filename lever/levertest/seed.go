package levertest

import "fmt"

// Company is what [Fake.Seed] made. Its ids are the same every time.
type Company struct {
	// Admin is the Super Admin, Recruiter owns the postings, HiringManager manages their hiring.
	Admin, Recruiter, HiringManager, Interviewer User
	// Screen, Interview and ReferenceCheck are the company's own stages.
	Screen, Interview, ReferenceCheck Stage
	// Backend and Designer are open jobs.
	Backend, Designer Posting
	// Ada and Bruno applied for Backend and stand in Interview, Chloe applied for Designer and stands
	// in Screen, Dario is a new lead without a posting.
	Ada, Bruno, Chloe, Dario Opportunity
}

// Seed adds a small company: four users, three stages of its own, two jobs and four candidates. It
// panics if it was added before and not reset.
func (f *Fake) Seed() Company {
	var c Company
	c.Admin = f.AddUser(User{ID: seedID("0a", 1), Name: "Mara Lindqvist", Email: "mara@company.example", AccessRole: SuperAdmin, JobTitle: "Head of People"})
	c.Recruiter = f.AddUser(User{ID: seedID("0a", 2), Name: "Jonas Okafor", Email: "jonas@company.example", AccessRole: TeamMember, JobTitle: "Recruiter"})
	c.HiringManager = f.AddUser(User{ID: seedID("0a", 3), Name: "Priya Castellano", Email: "priya@company.example", AccessRole: LimitedTeamMember, JobTitle: "Engineering Lead"})
	c.Interviewer = f.AddUser(User{ID: seedID("0a", 4), Name: "Tom Vesely", Email: "tom@company.example", AccessRole: Interviewer, JobTitle: "Engineer"})

	c.Screen = f.addStage(Stage{ID: seedID("0b", 1), Text: "Recruiter screen"})
	c.Interview = f.addStage(Stage{ID: seedID("0b", 2), Text: "On-site interview"})
	c.ReferenceCheck = f.addStage(Stage{ID: seedID("0b", 3), Text: "Reference check"})

	c.Backend = f.AddPosting(Posting{
		ID: seedID("0c", 1), Text: "Backend Engineer", Owner: c.Recruiter.ID, HiringManager: c.HiringManager.ID,
		Department: "Product", Team: "Platform", Location: "Berlin", Commitment: "Full-time",
	})
	c.Designer = f.AddPosting(Posting{
		ID: seedID("0c", 2), Text: "Product Designer", Owner: c.Recruiter.ID, HiringManager: c.Admin.ID,
		Department: "Product", Team: "Design", Location: "Lisbon", Commitment: "Full-time",
	})

	c.Ada = f.AddOpportunity(OpportunitySpec{
		ID: seedID("0d", 1), Name: "Ada Winter", Headline: "Backend engineer", Location: "Berlin", Emails: []string{"ada.winter@example.com"},
		Phones: []Phone{{Type: "mobile", Value: "+49 30 5550101"}}, Origin: "applied", Stage: c.Interview.ID, Postings: []string{c.Backend.ID},
	})
	c.Bruno = f.AddOpportunity(OpportunitySpec{
		ID: seedID("0d", 2), Name: "Bruno Salgado", Headline: "Platform engineer", Location: "Porto", Emails: []string{"bruno.salgado@example.com"},
		Origin: "referred", Stage: c.Interview.ID, Postings: []string{c.Backend.ID},
	})
	c.Chloe = f.AddOpportunity(OpportunitySpec{
		ID: seedID("0d", 3), Name: "Chloe Marchetti", Headline: "Product designer", Location: "Lisbon", Emails: []string{"chloe.marchetti@example.com"},
		Origin: "applied", Stage: c.Screen.ID, Postings: []string{c.Designer.ID},
	})
	c.Dario = f.AddOpportunity(OpportunitySpec{
		ID: seedID("0d", 4), Name: "Dario Nyberg", Headline: "Site reliability engineer", Location: "Stockholm",
		Emails: []string{"dario.nyberg@example.com"}, Owner: c.Recruiter.ID,
	})
	return c
}

func seedID(kind string, n int) string { return fmt.Sprintf("%s000000-5eed-4000-8000-%012d", kind, n) }
