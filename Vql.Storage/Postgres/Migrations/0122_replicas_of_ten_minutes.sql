-- The times at which replicas wrote figures of ten minutes, as in 0121.
alter table monitoring_replicas drop constraint if exists monitoring_replicas_minutes_check;
alter table monitoring_replicas add constraint monitoring_replicas_minutes_check check (minutes in (1, 10, 60));

insert into monitoring_replicas (minutes, started_at, replica, written_at, circuit, dropped)
select 10, date_bin('10 minutes', started_at, 'epoch') as start, replica, max(written_at),
    (array_agg(circuit order by started_at desc))[1], sum(dropped)::bigint
from monitoring_replicas where minutes = 1 and started_at >= date_bin('10 minutes', now() - interval '25 hours', 'epoch')
group by start, replica
on conflict do nothing;
