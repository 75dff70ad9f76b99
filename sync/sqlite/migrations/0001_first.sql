-- "HPLV" in the file's header tells our files from those of other programs.
PRAGMA application_id = 1213221974;

-- One row for all that may need work. Times are nanoseconds since 1970.
CREATE TABLE work (
	seq        INTEGER PRIMARY KEY, -- order of making, to break ties
	kind       TEXT    NOT NULL,
	connection TEXT    NOT NULL,
	id         TEXT    NOT NULL,
	class      INTEGER NOT NULL CHECK (class IN (0, 1)), -- live, backfill
	due        INTEGER,             -- NULL: not until poked
	poked      INTEGER,             -- earliest poke since the row was claimed
	lease      INTEGER,             -- until when it is held; NULL: free
	epoch      INTEGER NOT NULL DEFAULT 0,
	UNIQUE (id, kind, connection)   -- Claim, Poke and Apply find the row by its key
);
-- Due: of each connection live before backfill, oldest first. Parked rows are not in it.
CREATE INDEX work_due ON work (connection, class, due, seq) WHERE due IS NOT NULL;

-- The rest keeps each noun as JSON, beside it the columns that queries compare.
CREATE TABLE deliveries (
	seq        INTEGER PRIMARY KEY, -- lists are in this order
	id         TEXT NOT NULL UNIQUE,
	connection TEXT NOT NULL,
	verdict    TEXT,                -- NULL while undecided, so that ingest writes fewer indexes
	doc        TEXT NOT NULL,
	raw        BLOB                 -- last, so that lists need not read past it
);
-- ListDeliveries by connection.
CREATE INDEX deliveries_connection ON deliveries (connection);
-- ListDeliveries by verdict.
CREATE INDEX deliveries_verdict ON deliveries (verdict) WHERE verdict IS NOT NULL;
-- ListDeliveries by connection and verdict.
CREATE INDEX deliveries_connection_verdict ON deliveries (connection, verdict) WHERE verdict IS NOT NULL;

CREATE TABLE checks (
	seq         INTEGER PRIMARY KEY, -- lists are in this order
	id          TEXT NOT NULL UNIQUE,
	connection  TEXT NOT NULL,
	environment TEXT NOT NULL,
	automation  TEXT NOT NULL,
	opportunity TEXT NOT NULL,
	contact     TEXT NOT NULL,
	role        TEXT NOT NULL,
	candidate   TEXT,               -- NULL until there is one
	state       TEXT NOT NULL,
	opened      INTEGER,
	invited     INTEGER,
	doc         TEXT NOT NULL
);
-- ListChecks by candidate: a webhook of HiPeople names one.
CREATE INDEX checks_candidate ON checks (candidate) WHERE candidate IS NOT NULL;
-- ListChecks by opportunity: what is written to Lever is computed from all of its checks.
CREATE INDEX checks_opportunity ON checks (opportunity);
-- ListChecks by contact: who was asked already through another opportunity.
CREATE INDEX checks_contact ON checks (contact);
-- ListChecks by automation.
CREATE INDEX checks_automation ON checks (automation);
-- CountChecks by automation and InvitedSince: the brake.
CREATE INDEX checks_invited ON checks (automation, invited) WHERE invited IS NOT NULL;
-- ListChecks by connection.
CREATE INDEX checks_connection ON checks (connection);
-- CountChecks by connection, and ListChecks by connection and state.
CREATE INDEX checks_connection_state ON checks (connection, state);
-- CountChecks of all, and ListChecks by state.
CREATE INDEX checks_state ON checks (state);

CREATE TABLE steps (
	seq              INTEGER PRIMARY KEY, -- order of making
	owner_id         TEXT    NOT NULL,
	owner_kind       TEXT    NOT NULL,
	owner_connection TEXT    NOT NULL,
	name             TEXT    NOT NULL,
	version          INTEGER NOT NULL,
	epoch            INTEGER NOT NULL,
	doc              TEXT    NOT NULL,
	UNIQUE (owner_id, owner_kind, owner_connection, name, version) -- Check and Connection read by owner, Apply by all
);

CREATE TABLE connections (
	id       TEXT    PRIMARY KEY NOT NULL, -- ListConnections is in this order
	revision INTEGER NOT NULL,
	doc      TEXT    NOT NULL
);

CREATE TABLE plans (
	connection TEXT    PRIMARY KEY NOT NULL REFERENCES connections (id),
	revision   INTEGER NOT NULL,
	doc        TEXT    NOT NULL
);

CREATE TABLE entries (
	seq              INTEGER PRIMARY KEY, -- order of writing
	owner_kind       TEXT NOT NULL,
	owner_connection TEXT NOT NULL,
	owner_id         TEXT NOT NULL,
	opportunity      TEXT,          -- NULL where the entry is about none
	doc              TEXT NOT NULL
);
-- Entries by owner.
CREATE INDEX entries_owner ON entries (owner_id, owner_kind, owner_connection);
-- Entries by opportunity.
CREATE INDEX entries_opportunity ON entries (opportunity) WHERE opportunity IS NOT NULL;
-- Entries by connection.
CREATE INDEX entries_connection ON entries (owner_connection);
