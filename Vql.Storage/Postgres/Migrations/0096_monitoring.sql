-- Counts of two lists, added by position. The shorter list is continued with zeros.
create or replace function vql_add_counts(integer[], integer[]) returns integer[]
language sql immutable parallel safe as
$$
    select array_agg(coalesce(one, 0) + coalesce(other, 0) order by place)
    from unnest($1, $2) with ordinality as counts (one, other, place)
$$;

-- Answers of the API, by minute and by hour (minutes = 60). Hours are stored as well, so that a month is read quickly.
-- The source is error if neither engine answered. The reason is empty if PostgreSQL answered by design. Latencies are
-- counts of the buckets of Vql.Storage.Monitoring.LatencyBuckets, without zeros at the end.
create table if not exists monitoring_figures (
    minutes smallint not null check (minutes in (1, 60)),
    started_at timestamptz not null,
    replica text collate "C" not null,
    entity text collate "C" not null check (entity in ('contact', 'company')),
    operation text collate "C" not null,
    source text collate "C" not null check (source in ('search', 'database', 'error')),
    reason text collate "C" not null,
    calls bigint not null,
    zero_hits bigint not null,
    latencies integer[] not null,
    primary key (minutes, started_at, replica, entity, operation, source, reason)
);

-- The times at which a replica wrote its figures. A time without a row has no data; a time with a row and without figures
-- had no calls. Dropped counts the calls that could not be written earlier.
create table if not exists monitoring_replicas (
    minutes smallint not null check (minutes in (1, 60)),
    started_at timestamptz not null,
    replica text collate "C" not null,
    written_at timestamptz not null default now(),
    circuit text not null,
    dropped bigint not null,
    primary key (minutes, started_at, replica)
);

-- Queries without their values, by day. The slowest example contains the length of each value instead of the value.
create table if not exists monitoring_queries (
    day date not null,
    shape text collate "C" not null,
    entity text collate "C" not null check (entity in ('contact', 'company')),
    operation text collate "C" not null,
    query text not null,
    calls bigint not null,
    fallbacks bigint not null,
    errors bigint not null,
    zero_hits bigint not null,
    rows bigint not null,
    total_ms double precision not null,
    max_ms double precision not null,
    example text not null,
    latencies integer[] not null,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    primary key (day, shape)
);

-- Events that explain a change of the figures. Verifications and reindexes have their own tables.
create table if not exists monitoring_marks (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    replica text collate "C" not null,
    kind text not null check (kind in ('api_started', 'api_stopped', 'circuit_opened', 'circuit_half_open', 'circuit_closed')),
    detail text not null
);

create index if not exists monitoring_marks_at on monitoring_marks (at);

-- Actions of operators.
create table if not exists monitoring_audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    role text not null,
    action text not null,
    target text not null,
    outcome text not null
);

-- When an operator requested that a dead letter is indexed again. The worker sets it to null after the attempt.
alter table dead_letters add column if not exists retry_requested_at timestamptz;
create index if not exists dead_letters_retries on dead_letters (retry_requested_at) where retry_requested_at is not null;
