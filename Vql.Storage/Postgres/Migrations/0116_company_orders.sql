-- Lists in the order of a list of values sort by its least or its greatest element. Elements are compared by their bytes.
create or replace function vql_least(list text[]) returns text
language sql immutable parallel safe as
$$
    select min(element collate "C") from unnest(list) as element
$$;

create or replace function vql_greatest(list text[]) returns text
language sql immutable parallel safe as
$$
    select max(element collate "C") from unnest(list) as element
$$;

create index if not exists companies_industries_least on companies (vql_least(industries));
create index if not exists companies_industries_greatest on companies (vql_greatest(industries));
create index if not exists companies_keywords_least on companies (vql_least(keywords));
create index if not exists companies_keywords_greatest on companies (vql_greatest(keywords));
create index if not exists companies_technologies_least on companies (vql_least(technologies));
create index if not exists companies_technologies_greatest on companies (vql_greatest(technologies));
create index if not exists contacts_departments_least on contacts (vql_least(departments)) where deleted_at is null;
create index if not exists contacts_departments_greatest on contacts (vql_greatest(departments)) where deleted_at is null;

-- The planner needs statistics objects for the expressions of partial indexes, as in 0115.
alter index contacts_departments_least alter column 1 set statistics 0;
alter index contacts_departments_greatest alter column 1 set statistics 0;
create statistics if not exists contacts_departments_least_statistics on (vql_least(departments)) from contacts;
create statistics if not exists contacts_departments_greatest_statistics on (vql_greatest(departments)) from contacts;

analyze contacts;
analyze companies;
