-- The time from a commit until it is searchable, by minute and by hour (minutes = 60). Latencies are counts of the buckets of
-- Vql.Storage.Monitoring.LatencyBuckets. A time without a row has no data: no worker published a position.
create table if not exists monitoring_freshness (
    minutes smallint not null check (minutes in (1, 60)),
    started_at timestamptz not null,
    latencies integer[] not null,
    max_ms double precision not null,
    primary key (minutes, started_at)
);
