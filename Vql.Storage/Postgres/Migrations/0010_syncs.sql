-- Loads of a whole index that have not come to their end: every row with an id below next_id is in the
-- index. Settings holds what the index had before it was relaxed for the load; null when it was not.
create table if not exists syncs (
    index_name text primary key,
    index_uuid text not null,
    next_id bigint not null default 0,
    settings jsonb,
    started_at timestamptz not null default now()
);
