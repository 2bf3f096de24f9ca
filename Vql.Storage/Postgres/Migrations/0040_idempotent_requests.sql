-- Requests that must not be done twice, by who asked and the key they chose, with their answer. Kept for a day.
create table if not exists idempotent_requests (
    caller text collate "C" not null,
    key text collate "C" not null,
    fingerprint bytea not null,
    created_at timestamptz not null default now(),
    status integer,
    location text,
    tag text,
    body bytea,
    primary key (caller, key)
);

create index if not exists idempotent_requests_age on idempotent_requests (created_at);
