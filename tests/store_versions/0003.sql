BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE correction (
	id INTEGER NOT NULL, 
	session_id VARCHAR NOT NULL, 
	made_unix_s DOUBLE NOT NULL, 
	said JSON NOT NULL, 
	CONSTRAINT pk_correction PRIMARY KEY (id), 
	CONSTRAINT fk_correction_session_id FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE
);
INSERT INTO "correction" VALUES(1,'2026-05-28-202640',1.79542485041025280949e+09,'{"kind": "session_described", "details": {"title": "heavy \ud83c\udfcb\ufe0f ''day''", "rpe": 8.5}}');
INSERT INTO "correction" VALUES(2,'2026-05-28-202640',1.79542485041025280949e+09,'{"kind": "described", "was": {"exercise": "rdl", "exercise_confidence": 0.99, "start_s": 20.0, "end_s": 51.0, "reps": [{"start_s": 20.0, "bottom_s": 22.0, "bottom_end_s": 22.0, "end_s": 23.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 24.0, "bottom_s": 26.0, "bottom_end_s": 26.0, "end_s": 27.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 28.0, "bottom_s": 30.0, "bottom_end_s": 30.0, "end_s": 31.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 32.0, "bottom_s": 34.0, "bottom_end_s": 34.0, "end_s": 35.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 36.0, "bottom_s": 38.0, "bottom_end_s": 38.0, "end_s": 39.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 40.0, "bottom_s": 42.0, "bottom_end_s": 42.0, "end_s": 43.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 44.0, "bottom_s": 46.0, "bottom_end_s": 46.0, "end_s": 47.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}, {"start_s": 48.0, "bottom_s": 50.0, "bottom_end_s": 50.0, "end_s": 51.0, "eccentric_known": true, "range_of_motion_deg": 60.0, "peak_concentric_dps": 96.0, "mean_concentric_dps": 60.0, "confidence": 0.9, "flags": [], "hip_share": null, "flight_s": null, "hips_lead": null}], "hold_s": null, "by_hand": [false, false, false, false, false, false, false, false], "told_reps": null, "weight_kg": null, "rpe": null, "note": ""}, "details": {"told_reps": 9, "weight_kg": 60.0}}');
INSERT INTO "correction" VALUES(3,'2026-05-28-202640',1.79542485041025280949e+09,'{"kind": "session_described", "details": {"title": "undone"}}');
INSERT INTO "correction" VALUES(4,'2026-05-28-202640',1.79542485044385266308e+09,'{"kind": "undo"}');
CREATE TABLE counted_rep (
	session_id VARCHAR NOT NULL, 
	set_number INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	start_s DOUBLE NOT NULL, 
	bottom_s DOUBLE NOT NULL, 
	bottom_end_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	eccentric_known BOOLEAN NOT NULL, 
	range_of_motion_deg DOUBLE NOT NULL, 
	peak_concentric_dps DOUBLE NOT NULL, 
	mean_concentric_dps DOUBLE NOT NULL, 
	confidence DOUBLE NOT NULL, 
	flags JSON NOT NULL, 
	hip_share DOUBLE, flight_s DOUBLE, hips_lead DOUBLE, 
	CONSTRAINT pk_counted_rep PRIMARY KEY (session_id, set_number, number), 
	CONSTRAINT fk_counted_rep_session_id FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE
);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,1,20.0,22.0,22.0,23.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,2,24.0,26.0,26.0,27.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,3,28.0,30.0,30.0,31.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,4,32.0,34.0,34.0,35.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,5,36.0,38.0,38.0,39.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,6,40.0,42.0,42.0,43.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,7,44.0,46.0,46.0,47.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',1,8,48.0,50.0,50.0,51.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',2,1,180.0,182.0,182.0,183.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',2,2,184.0,186.0,186.0,187.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',2,3,188.0,190.0,190.0,191.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',2,4,192.0,194.0,194.0,195.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('2026-05-28-202640',2,5,196.0,198.0,198.0,199.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,1,10.0,12.0,12.0,13.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,2,11.5,13.5,13.5,14.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,3,13.0,15.0,15.0,16.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,4,14.5,16.5,16.5,17.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,5,16.0,18.0,18.0,19.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,6,17.5,19.5,19.5,20.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,7,19.0,21.0,21.0,22.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,8,20.5,22.5,22.5,23.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,9,22.0,24.0,24.0,25.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,10,23.5,25.5,25.5,26.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,11,25.0,27.0,27.0,28.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,12,26.5,28.5,28.5,29.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,13,28.0,30.0,30.0,31.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,14,29.5,31.5,31.5,32.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,15,31.0,33.0,33.0,34.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,16,32.5,34.5,34.5,35.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,17,34.0,36.0,36.0,37.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,18,35.5,37.5,37.5,38.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,19,37.0,39.0,39.0,40.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0badcafe',1,20,38.5,40.5,40.5,41.5,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,NULL);
INSERT INTO "counted_rep" VALUES('0ddba11',1,1,10.0,12.0,12.0,13.0,1,60.0,96.0,60.0,0.9,'[]',NULL,0.5,NULL);
INSERT INTO "counted_rep" VALUES('0ddba11',1,2,14.0,16.0,16.0,17.0,1,60.0,96.0,60.0,0.9,'[]',NULL,0.5,NULL);
INSERT INTO "counted_rep" VALUES('5c0a7ed',1,1,10.0,12.0,12.0,13.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,0.25);
INSERT INTO "counted_rep" VALUES('5c0a7ed',1,2,14.0,16.0,16.0,17.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,0.25);
INSERT INTO "counted_rep" VALUES('5c0a7ed',1,3,18.0,20.0,20.0,21.0,1,60.0,96.0,60.0,0.9,'[]',NULL,NULL,0.25);
CREATE TABLE counted_set (
	session_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	exercise VARCHAR NOT NULL, 
	exercise_confidence DOUBLE NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	CONSTRAINT pk_counted_set PRIMARY KEY (session_id, number), 
	CONSTRAINT fk_counted_set_session_id FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE
);
INSERT INTO "counted_set" VALUES('2026-05-28-202640',1,'rdl',0.99,20.0,51.0);
INSERT INTO "counted_set" VALUES('2026-05-28-202640',2,'rdl',0.99,180.0,199.0);
INSERT INTO "counted_set" VALUES('0badcafe',1,'swing',0.99,10.0,41.5);
INSERT INTO "counted_set" VALUES('0ddba11',1,'box_jump',0.99,10.0,17.0);
INSERT INTO "counted_set" VALUES('5c0a7ed',1,'squat',0.99,10.0,21.0);
CREATE TABLE performed_set (
	session_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	began_unix_s DOUBLE NOT NULL, 
	utc_offset_s INTEGER NOT NULL, 
	exercise VARCHAR NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	weight_kg DOUBLE, 
	rpe DOUBLE, 
	rep_count INTEGER NOT NULL, 
	tempo VARCHAR, 
	time_under_tension_s DOUBLE NOT NULL, 
	time_in_set_s DOUBLE NOT NULL, 
	cadence_per_min DOUBLE, 
	slowdown_pct DOUBLE, 
	range_of_motion_deg DOUBLE, 
	consistency_pct DOUBLE, 
	float_s DOUBLE, 
	snap_dps DOUBLE, 
	dropoff_pct DOUBLE, 
	CONSTRAINT pk_performed_set PRIMARY KEY (session_id, number), 
	CONSTRAINT fk_performed_set_session_id FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE
);
INSERT INTO "performed_set" VALUES('2026-05-28-202640',1,1780000020.0,7200,'rdl',20.0,51.0,60.0,NULL,9,'2-0-1-1',24.0,31.0,15.0,0.0,60.0,100.0,NULL,NULL,NULL);
INSERT INTO "performed_set" VALUES('2026-05-28-202640',2,1780000180.0,7200,'rdl',180.0,199.0,NULL,NULL,5,'2-0-1-1',15.0,19.0,15.0,0.0,60.0,100.0,NULL,NULL,NULL);
INSERT INTO "performed_set" VALUES('0badcafe',1,1779913610.0,0,'swing',10.0,41.5,NULL,NULL,20,NULL,60.0,31.5,40.0,0.0,60.0,100.0,-1.5,96.0,0.0);
INSERT INTO "performed_set" VALUES('0ddba11',1,1779827210.0,0,'box_jump',10.0,17.0,NULL,NULL,2,'2-0-1-1',6.0,7.0,15.0,0.0,60.0,NULL,NULL,NULL,NULL);
INSERT INTO "performed_set" VALUES('5c0a7ed',1,1779740810.0,0,'squat',10.0,21.0,NULL,NULL,3,'2-0-1-1',9.0,11.0,15.0,0.0,60.0,100.0,NULL,NULL,NULL);
CREATE TABLE session (
	id VARCHAR NOT NULL, 
	began_unix_s DOUBLE NOT NULL, 
	utc_offset_s INTEGER NOT NULL, 
	strap VARCHAR, 
	"plan" JSON, 
	path VARCHAR NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	algorithm VARCHAR NOT NULL, 
	counted_unix_s DOUBLE NOT NULL, 
	recording JSON NOT NULL, 
	rejected JSON NOT NULL, 
	alerts JSON NOT NULL, 
	title VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	rpe DOUBLE, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_strap FOREIGN KEY(strap) REFERENCES strap (name)
);
INSERT INTO "session" VALUES('2026-05-28-202640',1780000000.0,7200,'Strap-4E5F','null','2026-05-28-202640.rep',1,'0.1.0+9ac7ddcd0c',1.79542485037043643e+09,'{"duration_s": 3600.0, "rate_hz": 100.0, "samples": 360000, "lost_samples": 0, "clipped_samples": 0, "has_gyro": true, "gaps": [], "damaged_frames": 0, "notes": []}','[]','[]','heavy 🏋️ ''day''','',8.5);
INSERT INTO "session" VALUES('0badcafe',1779913600.0,0,NULL,'null','0badcafe.rep',1,'0.1.0+9ac7ddcd0c',1.79542485045866632466e+09,'{"duration_s": 3600.0, "rate_hz": 100.0, "samples": 360000, "lost_samples": 0, "clipped_samples": 0, "has_gyro": true, "gaps": [], "damaged_frames": 0, "notes": []}','[]','[]','','',NULL);
INSERT INTO "session" VALUES('0ddba11',1779827200.0,0,NULL,'null','0ddba11.rep',1,'0.1.0+9ac7ddcd0c',1.79542485046649432181e+09,'{"duration_s": 3600.0, "rate_hz": 100.0, "samples": 360000, "lost_samples": 0, "clipped_samples": 0, "has_gyro": true, "gaps": [], "damaged_frames": 0, "notes": []}','[]','[]','','',NULL);
INSERT INTO "session" VALUES('5c0a7ed',1779740800.0,0,NULL,'null','5c0a7ed.rep',1,'0.1.0+9ac7ddcd0c',1.79542485047870182994e+09,'{"duration_s": 3600.0, "rate_hz": 100.0, "samples": 360000, "lost_samples": 0, "clipped_samples": 0, "has_gyro": true, "gaps": [], "damaged_frames": 0, "notes": []}','[]','[]','','',NULL);
CREATE TABLE strap (
	name VARCHAR NOT NULL, 
	first_unix_s DOUBLE NOT NULL, 
	last_unix_s DOUBLE NOT NULL, 
	CONSTRAINT pk_strap PRIMARY KEY (name)
);
INSERT INTO "strap" VALUES('Strap-4E5F',1780000000.0,1780000000.0);
CREATE INDEX ix_session_began_unix_s ON session (began_unix_s);
CREATE INDEX ix_correction_session_id ON correction (session_id);
CREATE INDEX ix_performed_set_began_unix_s ON performed_set (began_unix_s);
CREATE INDEX ix_performed_set_exercise_began_unix_s ON performed_set (exercise, began_unix_s);
COMMIT;
