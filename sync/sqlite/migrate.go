package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// application marks our files in their header, see the first migration.
const application = 1213221974

//go:embed migrations/*.sql
var files embed.FS

// migrations are the schema's steps, oldest first. A step that was released is never
// changed: the next one mends it. Its place from 1 is the schema version.
func migrations() ([]string, error) {
	entries, err := fs.ReadDir(files, "migrations")
	if err != nil {
		return nil, err
	}
	var steps []string
	for _, entry := range entries {
		step, err := files.ReadFile("migrations/" + entry.Name())
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(step))
	}
	return steps, nil
}

// migrate brings the file at path to the newest version, each step in a transaction
// of its own. There is no way back: a newer file is refused.
func migrate(ctx context.Context, conn *sql.Conn, path string, steps []string) error {
	version, err := schemaVersion(ctx, conn, path)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return &VersionError{Path: path, Have: version, Known: len(steps)}
	}
	for ; version < len(steps); version++ {
		if err := migrateOne(ctx, conn, steps[version], version+1); err != nil {
			return fmt.Errorf("sqlite: migrate %s to schema version %d: %w", path, version+1, err)
		}
	}
	return nil
}

func migrateOne(ctx context.Context, conn *sql.Conn, step string, version int) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // without effect after Commit
	for _, query := range []string{
		step,
		"CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)",
		"DELETE FROM schema_version",
		fmt.Sprintf("INSERT INTO schema_version VALUES (%d)", version),
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// schemaVersion is 0 for a new file.
func schemaVersion(ctx context.Context, conn *sql.Conn, path string) (version int, err error) {
	var tables, id int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return 0, fmt.Errorf("sqlite: read %s: %w", path, err)
	}
	if tables == 0 {
		return 0, nil
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return 0, fmt.Errorf("sqlite: read %s: %w", path, err)
	}
	if id != application {
		return 0, fmt.Errorf("sqlite: %s is the database of another program", path)
	}
	err = conn.QueryRowContext(ctx, "SELECT version FROM schema_version").Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &CorruptError{Path: path, Detail: "it has no schema version"}
	} else if err != nil {
		return 0, fmt.Errorf("sqlite: read the schema version of %s: %w", path, err)
	}
	return version, nil
}
