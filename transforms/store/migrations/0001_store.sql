-- The first shape of the store. Instants are text (2026-11-22T22:07:20.000Z) and sort as time does; null: unknown.

create table schema_version (
    number integer primary key,
    name text not null
);

create table runs (
    id integer primary key autoincrement,
    kind text not null,                 -- replay, retry, run, …
    arguments text not null,            -- as JSON
    started_at text not null,
    ended_at text,
    state text not null                 -- running, done, failed
);

-- Every entry that was read, whatever became of it: one side of the sum.
create table sightings (
    entry_id text primary key,
    url text not null,
    site text not null,
    fetched_at text,
    feed_url text,
    source text not null,               -- where it lies in the input, for people
    first_run integer not null,
    last_run integer not null
) without rowid;

-- What became of each entry, exactly one: the other side of the sum.
create table outcomes (
    entry_id text primary key,
    outcome text not null,
    reason text not null,
    stage text not null,
    url text not null,
    site text not null,
    fetched_at text,
    record_id text,
    revision integer not null,          -- the highest seen
    run integer not null                -- the run that decided so
) without rowid;
create index outcomes_by_record on outcomes (record_id) where record_id is not null;

create table records (
    number integer primary key,         -- also the row of the search index
    id text not null unique,
    article_id text not null,
    revision integer not null,          -- the highest seen; the document has the one that brought this content
    version integer not null,
    status text not null,
    url text not null,
    canonical_url text,
    site text not null,
    feed_url text,
    title text not null,
    language text,
    published_at text,
    fetched_at text,
    access text not null,
    copies_of text,
    text_digest text not null,
    run integer not null,
    document text not null,             -- the whole record as JSON
    standfirst text as (json_extract(document, '$.standfirst')) virtual,
    body text as (json_extract(document, '$.body')) virtual
);
create index records_by_article on records (article_id, version);
create index records_by_copy on records (copies_of) where copies_of is not null;
create index records_by_time on records (coalesce(published_at, fetched_at, ''), id);
create index records_by_site on records (site);
create index records_by_url on records (url);

-- Keeps no text of its own; the writer gives it the record's, prepared by search.searchable().
create virtual table search using fts5 (
    title, standfirst, body,
    content = '', tokenize = 'unicode61 remove_diacritics 2'
);

-- Segments are merged eight at a time (default four): a seventh less work in all for writing a record.
insert into search (search, rank) values ('automerge', 8);

create table failures (
    entry_id text primary key references outcomes (entry_id),
    stage text not null,
    reason text not null,
    message text not null,
    exception text not null,
    retryable integer not null,
    length integer not null,
    digest text not null,
    url text not null,
    site text not null,
    source text not null,
    fetched_at text,
    page blob,                          -- the page, encoded and compressed (zstd); null: it never became one
    attempts integer not null,          -- runs in which it failed
    first_run integer not null,
    last_run integer not null
);
create index failures_by_reason on failures (reason);

-- What the stateful stage must remember: a story an article, a sketch a text, and where to find sketches by band.
create table stories (
    article_id text primary key,
    state blob not null
);
create table sketches (
    number integer primary key,
    record_id text not null unique,
    article_id text not null,
    fetched_at text,
    entry_id text not null,
    data blob not null
);
create table bands (
    band integer not null,              -- a 64-bit hash, as a signed integer
    at integer not null,                -- (fetched_at, entry_id) of the sketch as two integers that sort alike, so that
    entry integer not null,             -- the smallest of a crowded band are read without the rest
    sketch integer not null,
    primary key (band, at, entry, sketch)
) without rowid;

-- The change log that other sinks follow, each with a cursor of its own.
create table changes (
    seq integer primary key autoincrement,
    kind text not null,                 -- record, outcome, failure
    id text not null,
    revision integer not null,
    run integer not null
);
create table cursors (
    name text primary key,
    seq integer not null
) without rowid;
