-- The triggers of the term dictionary fire in every session: those of a restore and of replication tools, which set
-- session_replication_role to replica, add words like any other.
alter table companies enable always trigger companies_terms_inserted, enable always trigger companies_terms_updated;
alter table contacts enable always trigger contacts_terms_inserted, enable always trigger contacts_terms_updated;
