// Package sqlite is the embedded [hpsync.Store]: one file, written with
// synchronous=FULL in WAL mode, by one process at a time.
//
// # What is durable
//
// Every method that returned nil has been committed and synced: it survives the
// process, the operating system and the power, as far as the disk keeps what it has
// synced. Writes that come at the same time share one commit, so that sixty-four
// concurrent [Store.Append] wait for a few syncs and not for sixty-four. One that
// fails fails alone.
//
// Where a commit is too slow, a program may call Fdatasync(true) of
// modernc.org/sqlite once: that is as durable and often takes half the time. It
// holds for the whole process, so it is not for a library to decide.
//
// # One process
//
// [Open] takes a lock on a file beside the database, which the operating system
// gives back when the process ends, however it ends. A second process gets a
// [*LockedError]. The file must lie on a local disk.
//
// # Times
//
// What the store compares (due times, leases, the filters' times) is kept as
// nanoseconds since 1970, clamped to the years 1678 to 2262. Times inside nouns are
// kept to the nanosecond and come back as the same instant; zero comes back as
// zero. The years 0 to 9999 can be kept. Strings are text: bytes that are not UTF-8
// come back as U+FFFD, except in Delivery.Raw and Connection.Sealed.
package sqlite
