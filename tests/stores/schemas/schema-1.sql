PRAGMA application_id = 1414681428;
PRAGMA user_version = 1;
CREATE TABLE journeys (
    household TEXT NOT NULL, person TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (household, person)
) WITHOUT ROWID;
CREATE TABLE weeks (
    household TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (household, person, name)
) WITHOUT ROWID;
CREATE TABLE quarantine (
    household TEXT NOT NULL, person TEXT NOT NULL, version, body, PRIMARY KEY (household, person, version, body)
);
INSERT INTO journeys VALUES ('home', 'sam', 2, '{"v":1,"step":[4,null]}');
INSERT INTO weeks VALUES ('home', 'sam', '2026-W10', '{"v":1,"days":{"2026-03-02":[4]},"commitments":{}}');
INSERT INTO quarantine VALUES ('home', 'sam', 1, 'no journey');
