-- The moment that both engines show, sort by and compare for a date of a row. PostgreSQL holds dates from 4713 BC to
-- 294276 and two infinities; .NET and the index hold the years 1 to 9999. Anything outside counts as the nearest moment
-- that they hold. The row keeps what was written.
create or replace function vql_moment(value timestamptz) returns timestamptz
language sql immutable parallel safe as
$$
    select case
        when value < timestamptz '0001-01-01 00:00:00+00' then timestamptz '0001-01-01 00:00:00+00'
        when value > timestamptz '9999-12-31 23:59:59.999+00' then timestamptz '9999-12-31 23:59:59.999+00'
        else value
    end
$$;

-- The column itself is included so that counts are answered from the index alone.
drop index if exists companies_newest;
create index companies_newest on companies (vql_moment(created_at) desc, uuid) include (created_at) where deleted_at is null;
drop index if exists contacts_newest;
create index contacts_newest on contacts (vql_moment(created_at) desc, uuid) include (created_at) where deleted_at is null;
drop index if exists companies_updated;
create index companies_updated on companies (vql_moment(updated_at)) include (updated_at);
drop index if exists contacts_updated;
create index contacts_updated on contacts (vql_moment(updated_at)) include (updated_at) where deleted_at is null;

-- What the planner knows of the values of an expression it learns by this.
analyze companies;
analyze contacts;
