-- What each verification found; and, on the log, which transactions had not begun there yet: a row that one of
-- those wrote has changed since a document with an older version was read.
create table if not exists verifications (
    id bigserial primary key,
    entity text not null check (entity in ('contacts', 'companies')),
    index_name text not null,
    finished_at timestamptz not null default now(),
    seconds double precision not null,
    rows bigint not null,
    documents bigint not null,
    missing bigint not null,
    extra bigint not null,
    stale bigint not null,
    different bigint not null,
    pending bigint not null,
    repaired bigint not null
);

create index if not exists verifications_latest on verifications (entity, id desc);

create table if not exists log_marks (
    lsn pg_lsn primary key,
    next_xid bigint not null,
    marked_at timestamptz not null default now()
);
