-- Times until changes are searchable, for ten minutes, as in 0121.
alter table monitoring_freshness drop constraint if exists monitoring_freshness_minutes_check;
alter table monitoring_freshness add constraint monitoring_freshness_minutes_check check (minutes in (1, 10, 60));

create aggregate pg_temp.sum_counts(integer[]) (sfunc = vql_add_counts, stype = integer[], initcond = '{}');

insert into monitoring_freshness (minutes, started_at, latencies, max_ms)
select 10, date_bin('10 minutes', started_at, 'epoch') as start, coalesce(pg_temp.sum_counts(latencies), '{}'), max(max_ms)
from monitoring_freshness where minutes = 1 and started_at >= date_bin('10 minutes', now() - interval '25 hours', 'epoch')
group by start
on conflict do nothing;

drop aggregate pg_temp.sum_counts(integer[]);
