-- The state of the indices of the search, as the worker last read it. The dashboard has no connection to the search.
create table if not exists index_reports (
    entity text collate "C" primary key check (entity in ('contacts', 'companies')),
    index_name text not null,
    documents bigint not null,
    deleted bigint not null,
    bytes bigint not null,
    segments bigint not null,
    shards integer not null,
    replicas integer not null,
    refresh_interval text,
    mapping_differences text[] not null,
    reported_at timestamptz not null default now()
);

-- Recommendations for both stores. The effect is what a worker does to apply it; null if an operator must decide.
create table if not exists index_advice (
    entity text collate "C" not null references index_reports on delete cascade,
    id text collate "C" not null,
    store text not null check (store in ('elasticsearch', 'postgresql')),
    subject text not null,
    advice text not null,
    effect text,
    primary key (entity, id)
);
