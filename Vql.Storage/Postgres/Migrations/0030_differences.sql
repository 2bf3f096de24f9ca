-- Questions that the two engines answered differently, seen by the API's shadow runs. The API keeps the newest thousand.
create table if not exists vql_differences (
    id bigint generated always as identity primary key,
    seen_at timestamptz not null default now(),
    entity text not null check (entity in ('contact', 'company')),
    operation text not null,
    query jsonb not null,
    first_at integer not null,
    found text[] not null,
    read text[] not null,
    indexed_lsn pg_lsn
);
