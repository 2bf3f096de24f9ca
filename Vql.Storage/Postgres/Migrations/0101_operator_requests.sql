-- Requests of operators that the active worker executes, one at a time.
create table if not exists operator_requests (
    id bigint generated always as identity primary key,
    kind text collate "C" not null check (kind in (
        'verify', 'repair', 'reindex', 'reindex_abort', 'reindex_drop_old', 'inspect', 'optimize')),
    entity text collate "C" not null check (entity in ('contacts', 'companies')),
    detail text collate "C" not null default '',
    actor text not null,
    state text collate "C" not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'canceled')),
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    reported_at timestamptz,
    finished_at timestamptz,
    cancel_requested_at timestamptz,
    done bigint not null default 0,
    fraction double precision,
    outcome text not null default ''
);

-- A request that waits or runs is not added twice, so that the number of open requests is limited.
create unique index if not exists operator_requests_open on operator_requests (kind, entity, detail)
    where state in ('waiting', 'running');

create or replace function vql_announce_requests() returns trigger
language plpgsql as
$$
begin
    perform pg_notify('vql_requests', '');
    return null;
end
$$;

drop trigger if exists operator_requests_added on operator_requests;
create trigger operator_requests_added after insert on operator_requests
    for each statement execute function vql_announce_requests();
