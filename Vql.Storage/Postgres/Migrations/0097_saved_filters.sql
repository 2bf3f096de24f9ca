-- A saved search is a VQL query or filters, as they were sent.
alter table saved_searches add column if not exists filters json;
alter table saved_searches alter column query drop not null;
alter table saved_searches add constraint saved_searches_query_or_filters check ((query is null) <> (filters is null));
