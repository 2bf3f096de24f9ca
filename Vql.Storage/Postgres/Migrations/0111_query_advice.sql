-- The number of calls with a cursor, which continue a list where another call ended.
alter table monitoring_queries add column if not exists continued bigint not null default 0;

-- Words of a search without rows, and those of the same caller's next search, which had rows, by day.
create table if not exists monitoring_synonyms (
    day date not null,
    entity text collate "C" not null check (entity in ('contact', 'company')),
    field text collate "C" not null,
    missed text collate "C" not null,
    found text collate "C" not null,
    calls bigint not null,
    primary key (day, entity, field, missed, found)
);
