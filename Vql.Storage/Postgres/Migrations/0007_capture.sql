-- What change capture needs. The log names a deleted or renamed row by its replica identity, and documents
-- have the uuid as their id. The index is looked up, since a table that was there before may call it otherwise.
do $$
declare
    wanted record;
begin
    for wanted in
        select i.indrelid::regclass as of_table, x.relname as index_name
        from pg_index i
        join pg_class x on x.oid = i.indexrelid
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid in ('contacts'::regclass, 'companies'::regclass)
            and i.indnatts = 1 and a.attname = 'uuid' and a.attnotnull
            and i.indisunique and i.indimmediate and i.indisvalid and i.indpred is null
    loop
        execute format('alter table %s replica identity using index %I', wanted.of_table, wanted.index_name);
    end loop;
end
$$;

-- Documents that the index refuses: kept with the reason until they are sent again or given up.
create table if not exists dead_letters (
    entity text not null check (entity in ('contact', 'company')),
    uuid text collate "C" not null,
    version bigint not null,
    error_type text,
    error_reason text,
    document jsonb,
    attempts integer not null default 1,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    primary key (entity, uuid)
);
