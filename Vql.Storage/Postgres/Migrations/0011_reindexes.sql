-- New indices that are to take the place of old ones. While a reindex is filling or ready, every change
-- of its entity is written to its target too.
create table if not exists reindexes (
    id bigserial primary key,
    entity text not null check (entity in ('contacts', 'companies')),
    target text not null unique,
    previous text,
    state text not null default 'filling' check (state in ('filling', 'ready', 'swapped', 'finished', 'aborted')),
    documents bigint not null default 0,
    started_at timestamptz not null default now(),
    changed_at timestamptz not null default now()
);

create unique index if not exists reindexes_open on reindexes (entity) where state in ('filling', 'ready');
