-- The live half: what a crawl knows. The truth is in the encoded cursors, entries and handouts (transforms/fetch);
-- the other columns repeat of it what people list and queries need. Instants are text, as everywhere in the store.

create table feeds (
    number integer primary key,         -- in the order in which they came to be known
    url text not null unique,           -- as in the feed list: the feed's identity for ever
    listed integer not null,            -- 1: the feed list has it
    settings text not null,             -- what the list says of it, as JSON
    title text not null,                -- what the feed calls itself
    parent text not null,               -- the sitemap index that named it; '' for what stands in the list itself
    state text not null,                -- new, active, failing, gone (410), removed (from the list)
    since text,                         -- when it came into that state
    why text not null,
    next_due text,
    last_polled text,
    last_success text,
    failures integer not null,          -- failed polls in a row
    entries integer not null,           -- announced and taken, over all time
    cursor blob not null
);

create table robots (
    number integer primary key,         -- the latest read is the highest
    origin text not null unique,
    expires text not null,
    state blob not null
);

create table limits (
    scope text not null,                -- host:NAME or operator:NAME
    shard integer not null,             -- the one that met it
    until text not null,
    state blob not null,
    primary key (scope, shard)
) without rowid;

-- Entries that were announced and have no outcome. Whoever writes the outcome deletes the row in the same transaction.
create table unsettled (
    number integer primary key autoincrement,
    entry_id text not null unique,
    feed_url text not null,
    url text not null,
    state text not null,                -- pending (its page is still to be fetched) or spooled
    not_before text not null,
    attempts integer not null,
    trouble text not null,
    entry blob not null                 -- empty once it is spooled: the handout holds it
);

-- What an entry came to, until the graph has made an outcome of it.
create table spool (
    number integer primary key references unsettled (number) on delete cascade,
    fetched_at text,
    size integer not null,              -- bytes that it counts for in memory
    handout blob not null               -- encoded and compressed (zstd)
);

-- How often the crawl of a shard was loaded: the upper half of its sequence numbers.
create table shards (
    shard integer primary key,
    generation integer not null
);

-- When what is done now and then was done last.
create table upkeep (
    name text primary key,
    at text not null,
    settings text not null
) without rowid;

-- For retention: when an article was last heard of, and which sketches are beyond any horizon.
alter table stories add column fetched_at text;
alter table stories add column run integer not null default 0;
create index stories_by_time on stories (coalesce(fetched_at, ''), run);
create index sketches_by_time on sketches (fetched_at);
create index sightings_by_time on sightings (coalesce(fetched_at, ''));
