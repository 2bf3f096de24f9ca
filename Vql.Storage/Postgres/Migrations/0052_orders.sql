-- Orders by a text, which only PostgreSQL can answer; the other columns that lists are ordered by have an index that
-- filters use. Each holds every value once with the rows that have it, so it is small where values are shared.
create index if not exists contacts_first_name_order on contacts (nullif(first_name, '')) where deleted_at is null;
create index if not exists contacts_last_name_order on contacts (nullif(last_name, '')) where deleted_at is null;
create index if not exists contacts_title_order on contacts (nullif(title, '')) where deleted_at is null;
create index if not exists companies_name_order on companies (nullif(name, ''));
