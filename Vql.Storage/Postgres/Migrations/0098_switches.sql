-- Settings that operators change while the system runs. They precede the variables of all replicas of the API, until they
-- expire or are deleted.
create table if not exists switches (
    name text collate "C" primary key check (name in ('rollout_percent', 'shadow_percent', 'hedge_percent', 'search')),
    value text collate "C" not null,
    expires_at timestamptz,
    actor text not null,
    reason text not null,
    changed_at timestamptz not null default now()
);

create or replace function vql_announce_switches() returns trigger
language plpgsql as
$$
begin
    perform pg_notify('vql_switches', '');
    return null;
end
$$;

drop trigger if exists switches_changed on switches;
create trigger switches_changed after insert or update or delete on switches
    for each statement execute function vql_announce_switches();
