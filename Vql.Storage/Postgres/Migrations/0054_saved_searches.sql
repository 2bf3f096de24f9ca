-- Queries that callers of the API keep, as they sent them.
create table if not exists saved_searches (
    id text collate "C" primary key,
    owner text collate "C" not null,
    name text collate "C" not null,
    entity text not null check (entity in ('contact', 'company')),
    query json not null,
    created_at timestamptz(3) not null default now(),
    unique (owner, entity, name)
);
