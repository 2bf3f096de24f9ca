-- The publication that the stream relies on, as the catalog identifies it: another value than before means that it was
-- changed or recreated. And what PostgreSQL has counted of changes when the published position was reached: an equal
-- count now means that nothing is waiting to be indexed.
alter table sync_state
    add column if not exists publication text,
    add column if not exists changes text;

-- Counts of the changes to the tables, and their files, which a truncation replaces.
create or replace function vql_changes() returns text
language sql stable as
$$
    select string_agg(
        concat_ws('.', pg_relation_filenode(oid), pg_stat_get_tuples_inserted(oid), pg_stat_get_tuples_updated(oid), pg_stat_get_tuples_deleted(oid)),
        ' ' order by relname)
    from pg_class
    where oid in ('contacts'::regclass, 'companies'::regclass)
$$;
