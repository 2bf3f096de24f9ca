-- Figures of ten minutes, so that the figures of a day are read quickly. Those of the last day are computed from the minutes.
-- Each table has its own migration: an API that writes to several of them would deadlock with one that locks them all.
alter table monitoring_figures drop constraint if exists monitoring_figures_minutes_check;
alter table monitoring_figures add constraint monitoring_figures_minutes_check check (minutes in (1, 10, 60));

create aggregate pg_temp.sum_counts(integer[]) (sfunc = vql_add_counts, stype = integer[], initcond = '{}');

insert into monitoring_figures
    (minutes, started_at, replica, entity, operation, source, reason, calls, zero_hits, latencies)
select 10, date_bin('10 minutes', started_at, 'epoch') as start, replica, entity, operation, source, reason,
    sum(calls)::bigint, sum(zero_hits)::bigint, coalesce(pg_temp.sum_counts(latencies), '{}')
from monitoring_figures where minutes = 1 and started_at >= date_bin('10 minutes', now() - interval '25 hours', 'epoch')
group by start, replica, entity, operation, source, reason
on conflict do nothing;

drop aggregate pg_temp.sum_counts(integer[]);
