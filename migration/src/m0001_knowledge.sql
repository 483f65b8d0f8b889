-- What agencies recorded, and everything that a verdict or a view may read. Every row carries the position (log, seq) of
-- the access log entry that made it. Ids are UUIDs as text, instants microseconds since 1970 in UTC, dates YYYY-MM-DD,
-- sets of words bit masks, lists JSON. The same text runs on SQLite and PostgreSQL.

CREATE TABLE agency (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    public_authority BOOLEAN NOT NULL,
    area TEXT,
    sensitive_service BOOLEAN NOT NULL,
    phone TEXT,
    out_of_hours TEXT,
    email TEXT,
    closed_on TEXT,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE person (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE membership (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    agency_id TEXT NOT NULL,
    team TEXT,
    position TEXT NOT NULL,
    roles BIGINT NOT NULL,
    mash_areas TEXT NOT NULL,
    ended BOOLEAN NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE client_app (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    agencies TEXT NOT NULL,
    may_confirm_involvements BOOLEAN NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE child (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    given_name TEXT,
    family_name TEXT,
    aliases TEXT NOT NULL,
    date_of_birth TEXT,
    expected_date_of_birth TEXT,
    date_of_death TEXT,
    sex TEXT,
    nhs_number TEXT,
    upn TEXT,
    address TEXT,
    postcode TEXT,
    telephone TEXT,
    school TEXT,
    general_practice TEXT,
    responsible_authority TEXT,
    area TEXT,
    ethnicity TEXT,
    religion TEXT,
    disabilities TEXT NOT NULL,
    first_language TEXT,
    interpreter_needed BOOLEAN,
    given_key TEXT NOT NULL,
    family_key TEXT NOT NULL,
    mother_key TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    reason TEXT NOT NULL,
    agency_id TEXT NOT NULL,
    person_id TEXT,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE child_identifier (
    id TEXT NOT NULL,
    child_id TEXT NOT NULL,
    system TEXT NOT NULL,
    agency_id TEXT,
    value TEXT NOT NULL,
    verified BOOLEAN NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE involvement (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    child_id TEXT NOT NULL,
    agency_id TEXT NOT NULL,
    agency_kind TEXT NOT NULL,
    service TEXT NOT NULL,
    team TEXT,
    practitioners TEXT NOT NULL,
    started_on TEXT NOT NULL,
    ended_on TEXT,
    end_reason TEXT,
    state TEXT NOT NULL,
    sensitivity TEXT NOT NULL,
    claimed_identity TEXT,
    recorded_at BIGINT NOT NULL,
    person_id TEXT,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE level_of_need (
    child_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    level TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    threshold_document TEXT,
    agency_id TEXT NOT NULL,
    person_id TEXT,
    recorded_at BIGINT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (child_id, version)
);

CREATE TABLE protective_work (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    child_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    agency_id TEXT NOT NULL,
    person_id TEXT,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE chronology_entry (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    child_id TEXT NOT NULL,
    agency_id TEXT NOT NULL,
    agency_kind TEXT NOT NULL,
    team TEXT,
    person_id TEXT,
    recorded_by TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    occurred_until BIGINT,
    occurred_precision TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    category TEXT NOT NULL,
    significance TEXT NOT NULL,
    sensitivity TEXT NOT NULL,
    classes BIGINT NOT NULL,
    added_classes BIGINT NOT NULL,
    handling BIGINT NOT NULL,
    about_adults TEXT NOT NULL,
    tell TEXT NOT NULL,
    named TEXT NOT NULL,
    summary TEXT NOT NULL,
    narrative TEXT,
    impact_on_child TEXT,
    impact_direction TEXT,
    child_voice TEXT,
    action TEXT,
    outcome TEXT,
    withdrawn_at BIGINT,
    wrong_child BOOLEAN NOT NULL,
    correction_reason TEXT,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE concern (
    id TEXT NOT NULL,
    reference TEXT NOT NULL,
    child_id TEXT NOT NULL,
    addressed_to TEXT NOT NULL,
    agency_id TEXT NOT NULL,
    agency_kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    decision_due_at BIGINT NOT NULL,
    immediate_danger BOOLEAN NOT NULL,
    only_raiser BOOLEAN NOT NULL,
    classes BIGINT NOT NULL,
    about TEXT NOT NULL,
    what_happened TEXT NOT NULL,
    details TEXT NOT NULL,
    where_now TEXT,
    people TEXT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE concern_match (
    concern_id TEXT NOT NULL,
    child_id TEXT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (concern_id, child_id)
);

CREATE TABLE consent (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    child_id TEXT NOT NULL,
    giver_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    given_by TEXT,
    giver_name TEXT,
    purposes BIGINT NOT NULL,
    agency_kinds BIGINT NOT NULL,
    classes BIGINT NOT NULL,
    obtained_at BIGINT NOT NULL,
    expires_on TEXT,
    evidence TEXT,
    withdrawn_at BIGINT,
    withdrawal_reason TEXT,
    agency_id TEXT NOT NULL,
    agency_kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE protection (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    child_id TEXT,
    kind TEXT NOT NULL,
    agency_id TEXT,
    person_id TEXT,
    named TEXT NOT NULL,
    custodians TEXT NOT NULL,
    reason TEXT NOT NULL,
    since BIGINT NOT NULL,
    until TEXT,
    lifted BOOLEAN NOT NULL,
    approved_by TEXT,
    recorded_agency_id TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    described TEXT,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE named_access (
    id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    child_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    until TEXT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE opening (
    id TEXT NOT NULL,
    membership_id TEXT NOT NULL,
    child_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    emergency BOOLEAN NOT NULL,
    started_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    log INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX person_login ON person (issuer, subject, version);
CREATE INDEX agency_code ON agency (code);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_agency ON membership (agency_id);
CREATE INDEX child_nhs_number ON child (nhs_number);
CREATE INDEX child_upn ON child (upn);
CREATE INDEX child_names ON child (family_key, date_of_birth);
CREATE INDEX child_given ON child (given_key, date_of_birth);
CREATE INDEX child_mother ON child (mother_key);
CREATE INDEX child_birth ON child (date_of_birth);
CREATE INDEX child_identifier_child ON child_identifier (child_id);
CREATE INDEX child_identifier_value ON child_identifier (value, system);
CREATE INDEX involvement_child ON involvement (child_id);
CREATE INDEX involvement_agency ON involvement (agency_id, child_id);
CREATE INDEX protective_work_child ON protective_work (child_id);
CREATE INDEX chronology_entry_child ON chronology_entry (child_id, occurred_at, id);
CREATE INDEX chronology_entry_seen ON chronology_entry (agency_id, child_id);
CREATE UNIQUE INDEX concern_reference ON concern (reference);
CREATE INDEX concern_child ON concern (child_id);
CREATE INDEX concern_addressed ON concern (addressed_to, raised_at, id);
CREATE INDEX concern_agency ON concern (agency_id, raised_at, id);
CREATE INDEX concern_match_child ON concern_match (child_id);
CREATE INDEX consent_child ON consent (child_id);
CREATE INDEX protection_child ON protection (child_id);
CREATE INDEX protection_person ON protection (person_id);
CREATE INDEX named_access_person ON named_access (person_id, child_id);
CREATE INDEX opening_child ON opening (child_id, membership_id);
