CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) )
CREATE TABLE clinic ( clinic_id INTEGER NOT NULL, settings VARCHAR NOT NULL, CONSTRAINT pk_clinic PRIMARY KEY (clinic_id) )
CREATE TABLE cautions ( entry INTEGER NOT NULL, patient_id CHAR(32) NOT NULL, decided_at DATETIME NOT NULL, seq INTEGER DEFAULT '0' NOT NULL, head VARCHAR(64) DEFAULT '' NOT NULL, sealed BLOB DEFAULT '' NOT NULL, CONSTRAINT pk_cautions PRIMARY KEY (entry), CONSTRAINT fk_cautions_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE INDEX ix_cautions_patient_id ON cautions (patient_id)
CREATE TABLE consents ( entry INTEGER NOT NULL, patient_id CHAR(32) NOT NULL, purpose VARCHAR(40) NOT NULL, is_given BOOLEAN NOT NULL, recorded_at DATETIME NOT NULL, seq INTEGER DEFAULT '0' NOT NULL, head VARCHAR(64) DEFAULT '' NOT NULL, sealed BLOB DEFAULT '' NOT NULL, CONSTRAINT pk_consents PRIMARY KEY (entry), CONSTRAINT fk_consents_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE INDEX ix_consents_patient_id ON consents (patient_id)
CREATE TABLE sessions ( session_id CHAR(32) NOT NULL, patient_id CHAR(32) NOT NULL, state VARCHAR(20) NOT NULL, mirror VARCHAR(20) NOT NULL, protocol_id VARCHAR(100) NOT NULL, planned_for DATETIME NOT NULL, opened_at DATETIME, closed_at DATETIME, CONSTRAINT pk_sessions PRIMARY KEY (session_id), CONSTRAINT fk_sessions_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE INDEX ix_sessions_patient_id ON sessions (patient_id)
CREATE INDEX ix_sessions_planned_for ON sessions (planned_for)
CREATE TABLE heads ( session_id CHAR(32) NOT NULL, seq INTEGER NOT NULL, head VARCHAR(64) NOT NULL, CONSTRAINT pk_heads PRIMARY KEY (session_id), CONSTRAINT fk_heads_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE TABLE moments ( moment_id CHAR(32) NOT NULL, session_id CHAR(32) NOT NULL, seq INTEGER NOT NULL, received_at DATETIME NOT NULL, sha256 VARCHAR(64) NOT NULL, head VARCHAR(64) NOT NULL, sealed BLOB NOT NULL, CONSTRAINT pk_moments PRIMARY KEY (moment_id), CONSTRAINT fk_moments_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id), CONSTRAINT uq_moments_session_id_seq UNIQUE (session_id, seq) )
CREATE TABLE write_ups ( session_id CHAR(32) NOT NULL, version INTEGER NOT NULL, written_at DATETIME NOT NULL, author VARCHAR(40) DEFAULT 'owner' NOT NULL, seq INTEGER DEFAULT '0' NOT NULL, head VARCHAR(64) DEFAULT '' NOT NULL, sealed BLOB DEFAULT '' NOT NULL, CONSTRAINT pk_write_ups PRIMARY KEY (session_id, version), CONSTRAINT fk_write_ups_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE TRIGGER moments_no_update BEFORE UPDATE ON moments BEGIN SELECT RAISE(ABORT, 'moments are only ever added to'); END
CREATE TABLE papers ( entry INTEGER NOT NULL, paper_id CHAR(32) NOT NULL, patient_id CHAR(32) NOT NULL, kind VARCHAR(40) NOT NULL, about CHAR(32), written_at DATETIME NOT NULL, sealed BLOB NOT NULL, seq INTEGER DEFAULT '0' NOT NULL, head VARCHAR(64) DEFAULT '' NOT NULL, CONSTRAINT pk_papers PRIMARY KEY (entry), CONSTRAINT fk_papers_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id), CONSTRAINT uq_papers_paper_id UNIQUE (paper_id) )
CREATE INDEX ix_papers_patient_id_kind ON papers (patient_id, kind)
CREATE INDEX ix_papers_kind_about ON papers (kind, about)
CREATE TABLE pacings ( entry INTEGER NOT NULL, patient_id CHAR(32) NOT NULL, recorded_at DATETIME NOT NULL, seq INTEGER DEFAULT '0' NOT NULL, head VARCHAR(64) DEFAULT '' NOT NULL, sealed BLOB DEFAULT '' NOT NULL, CONSTRAINT pk_pacings PRIMARY KEY (entry), CONSTRAINT fk_pacings_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE INDEX ix_pacings_patient_id ON pacings (patient_id)
CREATE TABLE signals ( moment_id CHAR(32) NOT NULL, session_id CHAR(32) NOT NULL, signal VARCHAR(20) NOT NULL, sealed BLOB NOT NULL, CONSTRAINT pk_signals PRIMARY KEY (moment_id), CONSTRAINT fk_signals_moment_id FOREIGN KEY(moment_id) REFERENCES moments (moment_id), CONSTRAINT fk_signals_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE INDEX ix_signals_session_id ON signals (session_id)
CREATE TRIGGER signals_no_update BEFORE UPDATE ON signals BEGIN SELECT RAISE(ABORT, 'signals are erased or left as they are'); END
CREATE TABLE erasures ( patient_id CHAR(32) NOT NULL, erased_at DATETIME NOT NULL, CONSTRAINT pk_erasures PRIMARY KEY (patient_id) )
CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.patient_id = OLD.patient_id) BEGIN SELECT RAISE(ABORT, 'consents are only ever added to'); END
CREATE TRIGGER cautions_no_delete BEFORE DELETE ON cautions WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.patient_id = OLD.patient_id) BEGIN SELECT RAISE(ABORT, 'cautions are only ever added to'); END
CREATE TRIGGER papers_no_delete BEFORE DELETE ON papers WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.patient_id = OLD.patient_id) BEGIN SELECT RAISE(ABORT, 'papers are only ever added to'); END
CREATE TRIGGER pacings_no_delete BEFORE DELETE ON pacings WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.patient_id = OLD.patient_id) BEGIN SELECT RAISE(ABORT, 'pacings are only ever added to'); END
CREATE TRIGGER moments_no_delete BEFORE DELETE ON moments WHEN NOT EXISTS (SELECT 1 FROM erasures JOIN sessions ON sessions.patient_id = erasures.patient_id WHERE sessions.session_id = OLD.session_id) BEGIN SELECT RAISE(ABORT, 'moments are only ever added to'); END
CREATE TRIGGER write_ups_no_delete BEFORE DELETE ON write_ups WHEN NOT EXISTS (SELECT 1 FROM erasures JOIN sessions ON sessions.patient_id = erasures.patient_id WHERE sessions.session_id = OLD.session_id) BEGIN SELECT RAISE(ABORT, 'write_ups are only ever added to'); END
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures are only ever added to'); END
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures are only ever added to'); END
CREATE TABLE audit ( seq INTEGER NOT NULL, at DATETIME NOT NULL, monotonic_ms BIGINT NOT NULL, actor VARCHAR(40) NOT NULL, action VARCHAR(200) NOT NULL, about VARCHAR(40) NOT NULL, reason VARCHAR(100) NOT NULL, head VARCHAR(64) NOT NULL, CONSTRAINT pk_audit PRIMARY KEY (seq) )
CREATE INDEX ix_audit_action ON audit (action)
CREATE TABLE signatures ( seq INTEGER NOT NULL, head VARCHAR(64) NOT NULL, signed_at DATETIME NOT NULL, signature BLOB NOT NULL, CONSTRAINT pk_signatures PRIMARY KEY (seq) )
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit are only ever added to'); END
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit are only ever added to'); END
CREATE TRIGGER signatures_no_update BEFORE UPDATE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are only ever added to'); END
CREATE TRIGGER signatures_no_delete BEFORE DELETE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are only ever added to'); END
CREATE INDEX ix_audit_about ON audit (about)
CREATE TABLE people ( person_id CHAR(32) NOT NULL, name VARCHAR(200) NOT NULL, role VARCHAR(20) NOT NULL, patient_id CHAR(32), made_at DATETIME NOT NULL, ended_at DATETIME, CONSTRAINT pk_people PRIMARY KEY (person_id), CONSTRAINT fk_people_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id), CONSTRAINT uq_people_name UNIQUE (name) )
CREATE INDEX ix_people_patient_id ON people (patient_id)
CREATE TABLE invitations ( invitation_id CHAR(32) NOT NULL, person_id CHAR(32) NOT NULL, code_sha256 VARCHAR(64) NOT NULL, until DATETIME NOT NULL, used_at DATETIME, CONSTRAINT pk_invitations PRIMARY KEY (invitation_id), CONSTRAINT uq_invitations_code_sha256 UNIQUE (code_sha256), CONSTRAINT fk_invitations_person_id FOREIGN KEY(person_id) REFERENCES people (person_id) ON DELETE CASCADE )
CREATE INDEX ix_invitations_person_id ON invitations (person_id)
CREATE TABLE passphrases ( person_id CHAR(32) NOT NULL, argon2 VARCHAR(200) NOT NULL, codes_locked VARCHAR(200) NOT NULL, last_step BIGINT NOT NULL, CONSTRAINT pk_passphrases PRIMARY KEY (person_id), CONSTRAINT fk_passphrases_person_id FOREIGN KEY(person_id) REFERENCES people (person_id) ON DELETE CASCADE )
CREATE TABLE passkeys ( passkey_id CHAR(32) NOT NULL, person_id CHAR(32) NOT NULL, credential_id BLOB NOT NULL, public_key BLOB NOT NULL, uses BIGINT NOT NULL, name VARCHAR(100) NOT NULL, added_at DATETIME NOT NULL, CONSTRAINT pk_passkeys PRIMARY KEY (passkey_id), CONSTRAINT uq_passkeys_credential_id UNIQUE (credential_id), CONSTRAINT fk_passkeys_person_id FOREIGN KEY(person_id) REFERENCES people (person_id) ON DELETE CASCADE )
CREATE INDEX ix_passkeys_person_id ON passkeys (person_id)
CREATE TABLE challenges ( challenge_sha256 VARCHAR(64) NOT NULL, sign_in_id CHAR(32), until DATETIME NOT NULL, CONSTRAINT pk_challenges PRIMARY KEY (challenge_sha256) )
CREATE TABLE sign_ins ( sign_in_id CHAR(32) NOT NULL, person_id CHAR(32) NOT NULL, token_sha256 VARCHAR(64) NOT NULL, is_invited BOOLEAN NOT NULL, device VARCHAR(200) NOT NULL, made_at DATETIME NOT NULL, used_at DATETIME NOT NULL, proved_at DATETIME NOT NULL, ended_at DATETIME, CONSTRAINT pk_sign_ins PRIMARY KEY (sign_in_id), CONSTRAINT uq_sign_ins_token_sha256 UNIQUE (token_sha256), CONSTRAINT fk_sign_ins_person_id FOREIGN KEY(person_id) REFERENCES people (person_id) ON DELETE CASCADE )
CREATE INDEX ix_sign_ins_person_id ON sign_ins (person_id)
CREATE TABLE assignments ( entry INTEGER NOT NULL, person_id CHAR(32) NOT NULL, patient_id CHAR(32) NOT NULL, kind VARCHAR(20) NOT NULL, made_at DATETIME NOT NULL, ended_at DATETIME, CONSTRAINT pk_assignments PRIMARY KEY (entry), CONSTRAINT fk_assignments_person_id FOREIGN KEY(person_id) REFERENCES people (person_id), CONSTRAINT fk_assignments_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE INDEX ix_assignments_person_id ON assignments (person_id)
CREATE INDEX ix_assignments_patient_id ON assignments (patient_id)
CREATE TABLE emergencies ( entry INTEGER NOT NULL, person_id CHAR(32) NOT NULL, patient_id CHAR(32) NOT NULL, opened_at DATETIME NOT NULL, until DATETIME NOT NULL, seq INTEGER DEFAULT '0' NOT NULL, head VARCHAR(64) DEFAULT '' NOT NULL, sealed BLOB DEFAULT '' NOT NULL, CONSTRAINT pk_emergencies PRIMARY KEY (entry), CONSTRAINT fk_emergencies_person_id FOREIGN KEY(person_id) REFERENCES people (person_id), CONSTRAINT fk_emergencies_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE INDEX ix_emergencies_person_id ON emergencies (person_id)
CREATE INDEX ix_emergencies_patient_id ON emergencies (patient_id)
CREATE TABLE seats ( entry INTEGER NOT NULL, seat_id CHAR(32) NOT NULL, session_id CHAR(32) NOT NULL, tab CHAR(32) NOT NULL, screen VARCHAR(20) NOT NULL, room BIGINT NOT NULL, sign_in_id CHAR(32), CONSTRAINT pk_seats PRIMARY KEY (entry), CONSTRAINT uq_seats_seat_id UNIQUE (seat_id), CONSTRAINT fk_seats_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE TABLE holders ( session_id CHAR(32) NOT NULL, tab CHAR(32) NOT NULL, CONSTRAINT pk_holders PRIMARY KEY (session_id), CONSTRAINT fk_holders_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE TABLE said ( said_id CHAR(32) NOT NULL, session_id CHAR(32) NOT NULL, words VARCHAR NOT NULL, said_at DATETIME NOT NULL, CONSTRAINT pk_said PRIMARY KEY (said_id), CONSTRAINT fk_said_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE TABLE tries ( entry INTEGER NOT NULL, name_sha256 VARCHAR(64) NOT NULL, tried_at DATETIME NOT NULL, CONSTRAINT pk_tries PRIMARY KEY (entry) )
CREATE INDEX ix_seats_session_id ON seats (session_id)
CREATE INDEX ix_seats_sign_in_id ON seats (sign_in_id)
CREATE INDEX ix_said_session_id ON said (session_id)
CREATE INDEX ix_said_said_at ON said (said_at)
CREATE INDEX ix_tries_name_sha256 ON tries (name_sha256)
CREATE INDEX ix_tries_tried_at ON tries (tried_at)
CREATE TABLE books ( patient_id CHAR(32) NOT NULL, seq INTEGER NOT NULL, head VARCHAR(64) NOT NULL, CONSTRAINT pk_books PRIMARY KEY (patient_id), CONSTRAINT fk_books_patient_id FOREIGN KEY(patient_id) REFERENCES patients (patient_id) )
CREATE TABLE digests ( session_id CHAR(32) NOT NULL, seq INTEGER NOT NULL, made_by VARCHAR(64) NOT NULL, sealed BLOB NOT NULL, CONSTRAINT pk_digests PRIMARY KEY (session_id), CONSTRAINT fk_digests_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE TABLE patients ( patient_id CHAR(32) NOT NULL, is_practice BOOLEAN NOT NULL, created_at DATETIME NOT NULL, seq INTEGER NOT NULL, head VARCHAR(64) NOT NULL, sealed BLOB NOT NULL, CONSTRAINT pk_patients PRIMARY KEY (patient_id) )
CREATE TRIGGER cautions_no_update BEFORE UPDATE ON cautions BEGIN SELECT RAISE(ABORT, 'cautions are only ever added to'); END
CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'consents are only ever added to'); END
CREATE TRIGGER pacings_no_update BEFORE UPDATE ON pacings BEGIN SELECT RAISE(ABORT, 'pacings are only ever added to'); END
CREATE TRIGGER write_ups_no_update BEFORE UPDATE ON write_ups BEGIN SELECT RAISE(ABORT, 'write_ups are only ever added to'); END
CREATE TRIGGER papers_no_update BEFORE UPDATE ON papers BEGIN SELECT RAISE(ABORT, 'papers are only ever added to'); END
CREATE TABLE tablets ( tablet_id CHAR(32) NOT NULL, session_id CHAR(32) NOT NULL, code_sha256 VARCHAR(64) NOT NULL, token_sha256 VARCHAR(64), device VARCHAR(200) NOT NULL, made_at DATETIME NOT NULL, until DATETIME NOT NULL, joined_at DATETIME, ended_at DATETIME, CONSTRAINT pk_tablets PRIMARY KEY (tablet_id), CONSTRAINT uq_tablets_code_sha256 UNIQUE (code_sha256), CONSTRAINT uq_tablets_token_sha256 UNIQUE (token_sha256), CONSTRAINT fk_tablets_session_id FOREIGN KEY(session_id) REFERENCES sessions (session_id) )
CREATE INDEX ix_tablets_session_id ON tablets (session_id)
