-- What is learned of each publisher's furniture (transforms/learn). Derived: all of it can be made again from records.

-- The newest stories of each site, as hashes.
create table learned_stories (
    site text not null,
    story integer not null,             -- 64 bits of the article's id, as a signed integer
    fetched_at text not null,           -- '': unknown
    entry_id text not null,
    data blob not null,                 -- counts.pack_story
    primary key (site, story)
) without rowid;
create index learned_stories_by_time on learned_stories (fetched_at);

-- What the stories of a site last led to.
create table learned_sites (
    site text primary key,
    changed integer not null,           -- 1: stories have come since
    rules blob not null                 -- as JSON
) without rowid;

-- The snapshots by which pages are cleaned that were fetched from an instant on, until the next.
create table learned_snapshots (
    since text primary key,
    id text not null,
    document blob not null              -- learn/schedule.py, compressed (zstd)
) without rowid;
