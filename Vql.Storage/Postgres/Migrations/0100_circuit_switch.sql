-- The circuit breaker can be kept open or closed until the switch expires.
alter table switches drop constraint if exists switches_name_check;
alter table switches add constraint switches_name_check
    check (name in ('rollout_percent', 'shadow_percent', 'hedge_percent', 'search', 'circuit')),
    add constraint switches_circuit_expires check (name <> 'circuit' or expires_at is not null);
